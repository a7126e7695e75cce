import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { Config } from "../../config/config-files.js";
import type { VenueSettings } from "../../config/venues.js";
import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import { present } from "../../lib/invariant.js";
import { requireConfig } from "../load-config.js";
import { DOT_ENV } from "../live/credential-place.js";
import type { CredentialQuestion } from "../live/credentials.js";
import { ignoredSwitches } from "../interlock.js";
import { inspectedMode } from "./inspected-mode.js";

export type KeyedMode = "testnet" | "prod";

export interface AccountsRequest {
  readonly configDirectory: string;
  /** What the process was started with, without `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined: what ENV says, else testnet. */
  readonly mode: string | undefined;
}

export interface AccountsPlace {
  readonly config: Config;
  readonly mode: KeyedMode;
  readonly sources: Pick<CredentialQuestion, "env" | "dotEnvText" | "files" | "mode">;
}

export type AccountSettings = Config["accounts"]["accounts"][number];

/** Errors: Failure 3 for a configuration that does not load, 7 for prod on a machine whose ENV is another. */
export function accountsPlace({ configDirectory, env, mode: wanted }: AccountsRequest): AccountsPlace {
  const config = requireConfig({ directory: configDirectory, env, files: nodeFiles });
  const dotEnvText = nodeFiles.readText(DOT_ENV);
  const asked = wanted === "prod" || wanted === "testnet" ? wanted : null;
  const { mode } = inspectedMode(asked, env);
  if (mode === "dry-run") {
    const environment = env["ENV"] ?? "";
    const shown = environment === "" ? "not set" : `"${environment}"`;
    const lines = ignoredSwitches(dotEnvText).filter((line) => line.endsWith("(ENV)"));
    const stray = lines.map((line) => `; ${line} does not count: a file could be old`).join("");
    throw new Failure(
      "mode_mismatch",
      7,
      `production hosts are shown keys with ENV=prod only, and ENV is ${shown}${stray}`,
      {
        path: "ENV",
        value: environment,
        fix: "Set ENV=prod on the machine that is meant to trade, or ask the demo venue with --mode testnet.",
      },
    );
  }
  return { config, mode, sources: { env, dotEnvText, files: nodeFiles, mode } };
}

export function venueOf({ config }: AccountsPlace, account: AccountSettings): VenueSettings {
  return present(config.venues[account.venue], `venue ${account.venue} of venues.json`);
}

/** Errors: Failure 2 with the nearest name. */
export function requireAccountNamed({ config }: AccountsPlace, typed: string): AccountSettings {
  const { accounts } = config.accounts;
  const found = accounts.find(({ id }) => id === typed.toLowerCase());
  if (found !== undefined) return found;
  const known = accounts.map(({ id }) => id);
  const meant = nearest(typed, known);
  const choice = `known: ${known.join(", ")}`;
  throw new Failure("unknown_account", 2, `there is no account "${typed}"`, {
    value: typed,
    fix: meant === null ? choice : `did you mean ${meant}? ${choice}`,
  });
}
