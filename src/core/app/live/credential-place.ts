import { join } from "node:path";
import { Secret } from "../../adapters/ccxt/secret.js";
import { inspectPath } from "../../adapters/fs/file-modes.js";
import { parseDotEnv } from "../../config/dot-env.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Everything a credential may come from. */
export interface CredentialSources {
  /** What the process was started with, without `.env`. */
  readonly env: Variables;
  /** Null without such a file. */
  readonly dotEnvText: string | null;
}

/** Where a credential stands; never what it is. */
export interface CredentialPlace {
  /** `BINANCE_API_KEY`. */
  readonly name: string;
  readonly source: "credentials_directory" | "file" | "age_file" | "environment" | "dot_env";
  /** The file that holds it; null for the environment. */
  readonly path: string | null;
  /** The value of a variable; null where a file of its own holds it. */
  readonly held: Secret | null;
}

export const DOT_ENV = ".env";

/**
 * The first place that has a credential: a file of this name in `$CREDENTIALS_DIRECTORY` (systemd's LoadCredential), the
 * file that `…_FILE` names, the encrypted one that `…_AGE_FILE` names, the environment; then the same three in `.env`.
 */
export function credentialPlace(name: string, { env, dotEnvText }: CredentialSources): CredentialPlace | null {
  const directory = env["CREDENTIALS_DIRECTORY"] ?? "";
  const handed = join(directory, name);
  if (directory !== "" && inspectPath(handed) !== null) return file(name, "credentials_directory", handed);
  const dotEnv = dotEnvText === null ? {} : parseDotEnv(dotEnvText);
  return (
    ofVariables(name, env, { source: "environment", path: null }) ??
    ofVariables(name, dotEnv, { source: "dot_env", path: DOT_ENV })
  );
}

function ofVariables(
  name: string,
  variables: Variables,
  own: Pick<CredentialPlace, "source" | "path">,
): CredentialPlace | null {
  const path = variables[`${name}_FILE`] ?? "";
  if (path !== "") return file(name, "file", path);
  const encrypted = variables[`${name}_AGE_FILE`] ?? "";
  if (encrypted !== "") return file(name, "age_file", encrypted);
  const value = variables[name] ?? "";
  return value === "" ? null : { name, ...own, held: new Secret(value) };
}

function file(name: string, source: "credentials_directory" | "file" | "age_file", path: string): CredentialPlace {
  return { name, source, path, held: null };
}
