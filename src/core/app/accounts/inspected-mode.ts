import type { LiveMode } from "../../adapters/ccxt/addresses.js";
import type { Mode } from "../../domain/mode.js";

type Variables = Readonly<Record<string, string | undefined>>;

export interface InspectedMode {
  readonly mode: LiveMode;
  /** Why no key is shown to the venue; null where one may be. */
  readonly withheld: string | null;
}

/**
 * Whose endpoints an inspection asks: those of the session it looks at, else those that `ENV` names, else the demo
 * venue. variables: of the process, without `.env`. Keys go to production hosts with ENV=prod only, however harmless the question.
 */
export function inspectedMode(session: Mode | null, variables: Variables): InspectedMode {
  const isProd = variables["ENV"] === "prod";
  if (session === "dry-run") return { mode: "dry-run", withheld: "a dry run uses none" };
  const mode = session === null || session === "paper" ? (isProd ? "prod" : "testnet") : session;
  if (mode !== "prod" || isProd) return { mode, withheld: null };
  return { mode: "dry-run", withheld: "production hosts are shown keys with ENV=prod only" };
}
