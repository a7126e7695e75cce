import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { counted, listed, octal } from "./words.js";

/** A file that holds secrets, or may. Never their values. */
export interface SecretFile {
  readonly path: string;
  /** The variable that names it; null for `.env`. */
  readonly variable: string | null;
  /** Permission bits; null when there is no such file. */
  readonly mode: Reading<number | null>;
  readonly secretNames: readonly string[];
}

/** Whether mode and ENV agree, as the executor judges it. */
export interface InterlockFacts {
  readonly mode: string;
  /** Nothing says which mode is meant: paper is what a start without --mode would be. */
  readonly isAssumed?: boolean;
  readonly environment: string | null;
  readonly refusal: { readonly message: string; readonly fix: string } | null;
  /** Lines of `.env` with a switch that counts only in the environment: `.env:3 (ENV)`. */
  readonly ignored: readonly string[];
}

const OTHERS = 0o077;
const WORLD_READ = 0o004;

const SECRET_NAME =
  /^(?:[A-Z0-9_]+_)?(?:API_KEY|API_SECRET|API_PASSWORD|SECRET|PASSWORD|TOKEN|PRIVATE_KEY|AGE_IDENTITY)$/;

/** Names of variables that hold a secret. */
export function secretNames(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(variables)
    .filter((name) => SECRET_NAME.test(name) && (variables[name] ?? "") !== "")
    .sort();
}

const FILE_OF_SECRET = /_(?:AGE_)?FILE$/;

/** Variables `…_FILE` and `…_AGE_FILE` that name a file with a secret, with its path. */
export function secretFileVariables(
  variables: Readonly<Record<string, string | undefined>>,
): readonly (readonly [string, string])[] {
  return Object.entries(variables)
    .flatMap(([name, path]): (readonly [string, string])[] =>
      FILE_OF_SECRET.test(name) &&
      SECRET_NAME.test(name.replace(FILE_OF_SECRET, "")) &&
      path !== undefined &&
      path !== ""
        ? [[name, path]]
        : [],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Keys in a file that other users of the machine can read are keys they have. */
export function checkDotEnv({ path, mode, secretNames: names }: SecretFile): Check {
  const id = "secrets.dot-env";
  const fix = `chmod 600 ${path} (or \`hedge doctor --fix\`)`;
  if (!mode.ok) return warn(id, `${path} can't be read: ${mode.error}`, `make ${path} readable for this user`);
  if (mode.value === null) return skip(id, `no ${path}`);
  const shown = `${path} (mode ${octal(mode.value)})`;
  const keys = counted(names.length, "secret");
  if (names.length > 0 && (mode.value & OTHERS) !== 0) {
    return fail(id, `${shown} holds ${keys} (${listed(names)}) and is open to other users`, fix);
  }
  if ((mode.value & WORLD_READ) !== 0) return warn(id, `${shown} can be read by everybody`, fix);
  return pass(id, `${shown} holds ${keys}`);
}

export function checkSecretFiles(files: readonly SecretFile[]): readonly Check[] {
  const id = "secrets.files";
  if (files.length === 0) return [skip(id, "no variable …_FILE names a file with a secret")];
  return files.map((file) => checkSecretFile(`${id}.${file.variable ?? file.path}`, file));
}

function checkSecretFile(id: string, { path, variable, mode }: SecretFile): Check {
  const name = variable ?? "the file of secrets";
  if (!mode.ok) return fail(id, `${path} can't be read: ${mode.error}`, `make it readable for this user`);
  if (mode.value === null) return fail(id, `${name} names ${path}, which does not exist`, `correct ${name}`);
  if ((mode.value & OTHERS) === 0) return pass(id, `${path} (mode ${octal(mode.value)})`);
  return fail(id, `${path} (mode ${octal(mode.value)}) is open to other users`, `chmod 600 ${path}`);
}

export function checkInterlock({ mode, isAssumed, environment, refusal, ignored }: InterlockFacts): Check {
  const id = "environment.mode";
  if (refusal !== null) return fail(id, refusal.message, refusal.fix);
  const assumed = isAssumed === true ? " (assumed: the state directory has no journal that says another)" : "";
  const agreed = `mode ${mode}${assumed} and ENV ${environment === null ? "(not set)" : `"${environment}"`} agree`;
  if (ignored.length === 0) return pass(id, agreed);
  const fix = "take it out of .env; set it in the environment of the process where it is wanted";
  return warn(id, `${agreed}; ${listed(ignored)} does not count: a file could be old`, fix);
}
