import { type Credentials, Secret } from "../../adapters/binance-usdm/secret.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";

interface CredentialSource {
  /** Environment with `.env` beneath it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, "readText">;
  readonly account: string;
  /** Key of venues.json, `binance`. */
  readonly venue: string;
}

/**
 * Key and secret of an account: the account's own (`MACRO_BINANCE_API_KEY`), else the venue's (`BINANCE_API_KEY`); each
 * also as a file (`…_FILE`). Null when neither key nor secret is there.
 *
 * Errors: Failure 3 when one of the two is missing or a file can't be read. No message shows a value.
 */
export function credentialsOf(source: CredentialSource): Credentials | null {
  const key = findSecret(source, "API_KEY");
  const secret = findSecret(source, "API_SECRET");
  if (key === null && secret === null) return null;
  if (key !== null && secret !== null) return { key: new Secret(key), secret: new Secret(secret) };
  const missing = `${source.venue.toUpperCase()}_${key === null ? "API_KEY" : "API_SECRET"}`;
  throw new Failure("credentials_incomplete", 3, `${missing} is not set, its other half is`, {
    path: missing,
    fix: "Set both, in the environment or in .env (0600).",
  });
}

/** Names under which a credential may stand, the account's own first. */
export function credentialNames(account: string, venue: string, kind: string): readonly string[] {
  const name = `${venue.toUpperCase()}_${kind}`;
  return [`${account.toUpperCase()}_${name}`, name];
}

function findSecret({ env, files, account, venue }: CredentialSource, kind: string): string | null {
  for (const name of credentialNames(account, venue, kind)) {
    const value = env[name];
    if (value !== undefined && value !== "") return value;
    const path = env[`${name}_FILE`];
    if (path === undefined || path === "") continue;
    const text = files.readText(path)?.trim() ?? "";
    if (text !== "") return text;
    throw new Failure("credentials_unreadable", 3, `${name}_FILE names ${path}, which holds nothing that can be read`, {
      file: path,
      path: `${name}_FILE`,
    });
  }
  return null;
}
