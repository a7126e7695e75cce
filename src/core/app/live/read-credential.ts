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

const OTHERS = 0o077;
/** systemd hands credentials to a user by an access list, whose mask shows as bits of the group (systemd.exec, 2026-10). */
const ANYBODY = 0o007;
/** An RSA key of 4096 bits as PEM has 3,300 characters. */
const MOST_BYTES = 16_384;
/** One printable word, which a header can carry, or a PEM block. */
const WORD = /^[\x21-\x7e]+$/;
const PEM = /^-----BEGIN [A-Z ]+-----[A-Za-z0-9+/=\s]+-----END [A-Z ]+-----$/;

/** Errors: Failure 3 with place and remedy; no message shows a value. */
export function readCredential(place: CredentialPlace, reader: Reader): string {
  const text = place.source === "environment" ? (place.held?.reveal() ?? "") : readProtected(place, reader);
  const isSecret = place.name.endsWith("_SECRET");
  if (WORD.test(text) || (isSecret && PEM.test(text))) return text;
  throw refused("credentials_malformed", place, `${at(place)} holds no key: spaces or characters that no key has`);
}

function readProtected(place: CredentialPlace, { files, mode }: Reader): string {
  const { name, source } = place;
  const path = place.path ?? "";
  if (source === "dot_env" && mode === "prod") {
    const fix = `Put it into a file of its own (0600) and set ${name}_FILE, or hand it over with systemd's LoadCredential.`;
    throw refused("credentials_in_dot_env", place, `prod takes no key from .env, and ${name} stands there`, fix);
  }
  requireClosed(place, path);
  if (place.held !== null) return place.held.reveal();
  const read = attempt(() => files.readText(path)?.trim() ?? "");
  if (read.ok && read.value !== "") return read.value;
  throw refused("credentials_unreadable", place, `${at(place)} holds nothing that can be read`);
}

/** A key that other users of the machine can read is a key they have. */
function requireClosed(place: CredentialPlace, path: string): void {
  const looked = attempt(() => inspectPath(path));
  const entry = looked.ok ? looked.value : null;
  if (entry === null) throw refused("credentials_unreadable", place, `${at(place)} can't be found or looked at`);
  if (entry.kind !== "file" || entry.lengthBytes > MOST_BYTES) {
    throw refused(
      "credentials_unreadable",
      place,
      `${at(place)} is a link, no file, or too long: name the file itself`,
    );
  }
  const open = entry.mode & (place.source === "credentials_directory" ? ANYBODY : OTHERS);
  if (open === 0) return;
  const shown = entry.mode.toString(8).padStart(4, "0");
  throw refused("credentials_open", place, `${at(place)} (mode ${shown}) is open to other users`, `chmod 600 ${path}`);
}

function at({ name, source, path }: CredentialPlace): string {
  if (source === "environment") return name;
  if (source === "file") return `${path ?? ""} (${name}_FILE)`;
  return source === "dot_env" ? `${name} in ${path ?? ""}` : (path ?? "");
}

function refused(code: string, { name, source, path }: CredentialPlace, message: string, fix?: string): Failure {
  return new Failure(code, 3, message, {
    ...(path === null ? {} : { file: path }),
    path: source === "file" ? `${name}_FILE` : name,
    fix: fix ?? "Write the key alone into the file, nothing else, with mode 600.",
  });
}
