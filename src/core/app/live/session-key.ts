import type { Credentials } from "../../adapters/ccxt/secret.js";
import type { Config } from "../../config/config-files.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { DOT_ENV } from "./credential-place.js";
import { credentialNames, type CredentialQuestion, credentialsOf } from "./credentials.js";

/** The account that a session trades, and the key that signs for it. */
export interface SessionKey {
  readonly account: string;
  /** Key of venues.json. */
  readonly venueKey: string;
  readonly question: CredentialQuestion;
  /** Null in a dry run, which signs nothing. */
  readonly credentials: Credentials | null;
}

/** Errors: Failure 3 where a mode that signs has no key, or those of `credentialsOf`. */
export async function sessionKey(
  config: Config,
  { mode, closing }: Pick<ExecutorFlags, "mode" | "closing">,
  { env, files }: Pick<ExecutorPorts, "env" | "files">,
): Promise<SessionKey> {
  const account = config.accounts.default;
  const { venue: venueKey } = present(
    config.accounts.accounts.find(({ id }) => id === account),
    `account ${account} of accounts.json`,
  );
  const question = { env, files, dotEnvText: files.readText(DOT_ENV), account, venue: venueKey, mode };
  const credentials = mode === "dry-run" ? null : await credentialsOf(question);
  if (credentials === null && mode !== "dry-run") throw keyless(question, closing === true);
  return { account, venueKey, question, credentials };
}

function keyless(
  { mode, account, venue }: { readonly mode: Mode; readonly account: string; readonly venue: string },
  closing: boolean,
): Failure {
  const [own, shared] = credentialNames(account, venue, "API_KEY");
  const names = `Set ${shared ?? ""} and its secret (or ${own ?? ""}, or each as …_FILE or …_AGE_FILE)`;
  return new Failure("credentials_missing", 3, `mode ${mode} needs a key of account ${account} at ${venue}`, {
    path: shared ?? "",
    fix: closing ? `${names} where this command runs.` : `${names}, or run --mode dry-run without keys.`,
  });
}
