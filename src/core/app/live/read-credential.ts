import { type DecryptAge, isAge } from "../../adapters/age/decrypt-age.js";
import { attempt } from "../../adapters/system/attempt.js";
import type { Mode } from "../../domain/mode.js";
import type { Files } from "../../ports/files.js";
import { type CredentialFile, fileOf, refused, requireClosed } from "./credential-file.js";
import type { CredentialPlace, CredentialSources } from "./credential-place.js";
import { decryptCredential } from "./encrypted-credential.js";

interface CredentialReader {
  readonly files: Pick<Files, "readText" | "readBytes">;
  readonly mode: Mode;
  readonly decrypt: DecryptAge;
  /** Where the identity for encrypted files may stand. */
  readonly sources: CredentialSources;
}

/** One printable word, which a header can carry, or a PEM block. */
const WORD = /^[\x21-\x7e]+$/;
const PEM = /^-----BEGIN [A-Z ]+-----[A-Za-z0-9+/=\s]+-----END [A-Z ]+-----$/;

/** Errors: Failure 3 with place and remedy; no message shows a value. */
export async function readCredential(place: CredentialPlace, reader: CredentialReader): Promise<string> {
  const { source, held } = place;
  const file = fileOf(place);
  if (source === "age_file") return requireKey(await decryptCredential(file, reader), file);
  if (source === "dot_env" && reader.mode === "prod") {
    const fix = `Put it into a file of its own (0600) and set ${place.name}_FILE, or use systemd's LoadCredential.`;
    throw refused("credentials_in_dot_env", file, `prod takes no key from .env, and ${place.name} stands there`, fix);
  }
  if (held === null) return readCredentialFile(file, reader.files);
  if (source === "dot_env") requireClosed(file);
  return requireKey(held.reveal(), file);
}

/** Errors: Failure 3 with path and remedy; no message shows a value. */
export function readCredentialFile(file: CredentialFile, files: Pick<Files, "readText">): string {
  requireClosed(file);
  const read = attempt(() => files.readText(file.path));
  return requireKey(read.ok ? (read.value ?? "") : "", file);
}

function requireKey(content: string, file: CredentialFile): string {
  const text = content.trim();
  const { what, isSecret } = file;
  if (text === "") throw refused("credentials_unreadable", file, `${what} holds nothing that can be read`);
  // Armor looks like PEM, and would sign nothing.
  if (isAge(text)) {
    const fix = "An encrypted file is named by …_AGE_FILE and holds the key itself, encrypted once.";
    throw refused("credentials_malformed", file, `${what} holds an age-encrypted file in place of a key`, fix);
  }
  if (WORD.test(text) || (isSecret && PEM.test(text))) return text;
  const problem = text.includes("\n") ? "more than one line" : "spaces or characters that no key has";
  throw refused("credentials_malformed", file, `${what} holds no key: ${problem}`);
}
