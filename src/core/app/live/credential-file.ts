import { inspectPath } from "../../adapters/fs/file-modes.js";
import { attempt } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { CredentialPlace } from "./credential-place.js";

/** A file with a credential and how messages speak of it. */
export interface CredentialFile {
  readonly path: string;
  /** `/run/key (BINANCE_API_KEY_FILE)`. */
  readonly what: string;
  /** The variable or flag that led here. */
  readonly setting: string;
  /** A secret may be a PEM block. */
  readonly isSecret: boolean;
  /** Permission bits that must not be set. */
  readonly closedBits: number;
  /** What to do about a text that is no key, where it is not the whole content of a file. */
  readonly remedy?: string;
}

export const OTHERS = 0o077;
/** systemd hands credentials to a user by an access list, whose mask shows as bits of the group (systemd.exec, 2026-10). */
const ANYBODY = 0o007;
/** An RSA key of 4096 bits as PEM has 3,300 characters; age adds 200 bytes for each recipient, post-quantum ones 1,700. */
const MOST_BYTES = 16_384;

const OR_A_FILE = "without blanks or line ends in it; or put the key into a file (0600) and name that by …_FILE.";
const IN_VARIABLE = `Set the variable to the key alone, ${OR_A_FILE}`;
const IN_DOT_ENV = `Write NAME=key on one line, ${OR_A_FILE}`;

export function fileOf({ name, source, path }: CredentialPlace): CredentialFile {
  const shared = { path: path ?? "", setting: name, isSecret: name.endsWith("_SECRET"), closedBits: OTHERS };
  switch (source) {
    case "credentials_directory":
      return { ...shared, what: shared.path, closedBits: ANYBODY };
    case "file":
      return { ...shared, what: `${shared.path} (${name}_FILE)`, setting: `${name}_FILE` };
    case "age_file":
      return { ...shared, what: `${shared.path} (${name}_AGE_FILE)`, setting: `${name}_AGE_FILE` };
    case "dot_env":
      return { ...shared, what: `${name} in ${shared.path}`, remedy: IN_DOT_ENV };
    case "environment":
      return { ...shared, what: name, remedy: IN_VARIABLE };
  }
}

/**
 * A key that other users of the machine can read is a key they have; an encrypted one they could at least replace, or
 * keep until they find the identity.
 *
 * Errors: Failure 3 for a file that is missing, none, too long or open.
 */
export function requireClosed(file: CredentialFile): void {
  const { path, what, closedBits } = file;
  const looked = attempt(() => inspectPath(path));
  const entry = looked.ok ? looked.value : null;
  if (entry === null) throw refused("credentials_unreadable", file, `${what} can't be found or looked at`);
  if (entry.kind !== "file" || entry.lengthBytes > MOST_BYTES) {
    throw refused("credentials_unreadable", file, `${what} is a link, no file, or too long: name the file itself`);
  }
  if ((entry.mode & closedBits) === 0) return;
  const shown = entry.mode.toString(8).padStart(4, "0");
  throw refused("credentials_open", file, `${what} (mode ${shown}) is open to other users`, `chmod 600 ${path}`);
}

export function refused(
  code: string,
  { path, setting, remedy }: CredentialFile,
  message: string,
  fix?: string,
): Failure {
  return new Failure(code, 3, message, {
    ...(path === "" ? {} : { file: path }),
    path: setting,
    fix: fix ?? remedy ?? "Write the key alone into the file, nothing else, with mode 600.",
  });
}
