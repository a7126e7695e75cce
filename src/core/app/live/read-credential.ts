import { inspectPath } from "../../adapters/fs/file-modes.js";
import { attempt } from "../../adapters/system/attempt.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import type { CredentialPlace } from "./credential-place.js";

interface Reader {
  readonly files: Pick<Files, "readText">;
  readonly mode: Mode;
}

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
}

export const OTHERS = 0o077;
/** systemd hands credentials to a user by an access list, whose mask shows as bits of the group (systemd.exec, 2026-10). */
const ANYBODY = 0o007;
/** An RSA key of 4096 bits as PEM has 3,300 characters. */
const MOST_BYTES = 16_384;
/** One printable word, which a header can carry, or a PEM block. */
const WORD = /^[\x21-\x7e]+$/;
const PEM = /^-----BEGIN [A-Z ]+-----[A-Za-z0-9+/=\s]+-----END [A-Z ]+-----$/;

/** Errors: Failure 3 with place and remedy; no message shows a value. */
export function readCredential(place: CredentialPlace, { files, mode }: Reader): string {
  const { source, held } = place;
  const file = fileOf(place);
  if (source === "dot_env" && mode === "prod") {
    const fix = `Put it into a file of its own (0600) and set ${place.name}_FILE, or use systemd's LoadCredential.`;
    throw refused("credentials_in_dot_env", file, `prod takes no key from .env, and ${place.name} stands there`, fix);
  }
  if (held === null) return readCredentialFile(file, files);
  if (source === "dot_env") requireClosed(file);
  return requireKey(held.reveal(), file);
}

/** Errors: Failure 3 with path and remedy; no message shows a value. */
export function readCredentialFile(file: CredentialFile, files: Pick<Files, "readText">): string {
  requireClosed(file);
  const read = attempt(() => files.readText(file.path)?.trim() ?? "");
  if (read.ok && read.value !== "") return requireKey(read.value, file);
  throw refused("credentials_unreadable", file, `${file.what} holds nothing that can be read`);
}

function requireKey(text: string, file: CredentialFile): string {
  if (WORD.test(text) || (file.isSecret && PEM.test(text))) return text;
  throw refused("credentials_malformed", file, `${file.what} holds no key: spaces or characters that no key has`);
}

/** A key that other users of the machine can read is a key they have. */
function requireClosed(file: CredentialFile): void {
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

function fileOf({ name, source, path }: CredentialPlace): CredentialFile {
  const shared = { path: path ?? "", setting: name, isSecret: name.endsWith("_SECRET"), closedBits: OTHERS };
  switch (source) {
    case "credentials_directory":
      return { ...shared, what: shared.path, closedBits: ANYBODY };
    case "file":
      return { ...shared, what: `${shared.path} (${name}_FILE)`, setting: `${name}_FILE` };
    case "dot_env":
      return { ...shared, what: `${name} in ${shared.path}` };
    case "environment":
      return { ...shared, what: name };
  }
}

function refused(code: string, { path, setting }: CredentialFile, message: string, fix?: string): Failure {
  return new Failure(code, 3, message, {
    ...(path === "" ? {} : { file: path }),
    path: setting,
    fix: fix ?? "Write the key alone into the file, nothing else, with mode 600.",
  });
}
