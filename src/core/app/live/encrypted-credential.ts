import { type AgeIdentity, parseIdentities } from "../../adapters/age/age-identities.js";
import type { AgeProblem, DecryptAge } from "../../adapters/age/decrypt-age.js";
import { attempt } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { type CredentialFile, fileOf, refused, requireClosed } from "./credential-file.js";
import { credentialPlace, type CredentialSources } from "./credential-place.js";

interface EncryptedReader {
  readonly files: Pick<Files, "readText" | "readBytes">;
  readonly decrypt: DecryptAge;
  readonly sources: CredentialSources;
}

interface IdentityFile extends CredentialFile {
  readonly identities: readonly AgeIdentity[];
}

/** Found as `$CREDENTIALS_DIRECTORY/HEDGE_AGE_IDENTITY` or through `HEDGE_AGE_IDENTITY_FILE`. */
const IDENTITY = "HEDGE_AGE_IDENTITY";
const NAME_A_FILE = `Set ${IDENTITY}_FILE to the file that age-keygen wrote (0600), or have systemd's LoadCredential hand it over as ${IDENTITY}.`;

/**
 * What an encrypted file holds, whatever that is. Both it and the file of the identity must be closed to other users.
 *
 * Errors: Failure 3 with file and remedy; no message shows a part of key or identity.
 */
export async function decryptCredential(file: CredentialFile, reader: EncryptedReader): Promise<string> {
  const { files, decrypt, sources } = reader;
  requireClosed(file);
  const read = attempt(() => files.readBytes(file.path));
  const bytes = read.ok ? read.value : null;
  if (bytes === null || bytes.length === 0) {
    throw refused("credentials_unreadable", file, `${file.what} holds nothing that can be read`, encryptAnew(file));
  }
  const identity = readIdentity(file, sources, files);
  const opened = await decrypt({ bytes, identities: identity.identities });
  if (opened.ok) return opened.value;
  throw closed(opened.error, file, identity);
}

/** Errors: Failure 3 where there is none, or none that may be taken. */
function readIdentity(
  encrypted: CredentialFile,
  sources: CredentialSources,
  files: Pick<Files, "readText">,
): IdentityFile {
  const place = credentialPlace(IDENTITY, sources);
  if (place === null) {
    const message = `${encrypted.what} is encrypted, and no identity is named that could open it`;
    throw new Failure("age_identity_missing", 3, message, { path: `${IDENTITY}_FILE`, fix: NAME_A_FILE });
  }
  const file = fileOf(place);
  if (place.source !== "file" && place.source !== "credentials_directory") {
    const message = `${file.what} is not taken: the identity stands in a file of its own, in the clear`;
    throw refused("age_identity_malformed", file, message, NAME_A_FILE);
  }
  requireClosed(file);
  const read = attempt(() => files.readText(file.path));
  const text = read.ok ? read.value : null;
  if (text === null) throw refused("credentials_unreadable", file, `${file.what} can't be read`, NAME_A_FILE);
  const parsed = parseIdentities(text);
  if (parsed.ok) return { ...file, identities: parsed.value };
  const { line, reason } = parsed.error;
  throw refused("age_identity_malformed", file, `${subject(file, line)} ${reason}`, NAME_A_FILE);
}

function closed(problem: AgeProblem, file: CredentialFile, identity: IdentityFile): Failure {
  const refuse = (message: string, fix = encryptAnew(file)): Failure =>
    refused("credentials_undecrypted", file, message, fix);
  switch (problem.kind) {
    case "not_age":
      return refuse(`${file.what} is no age file`);
    case "passphrase":
      return refuse(`${file.what} is encrypted with a passphrase, which a session has nobody to ask for`);
    case "damaged":
      return refuse(`${file.what} is damaged: cut short or changed since it was encrypted`);
    case "no_match": {
      const fix = `Encrypt it for that identity (age -r "$(age-keygen -y ${identity.path})"), or name the identity that opens it.`;
      return refuse(`no identity of ${identity.what} opens ${file.what}`, fix);
    }
    case "bad_identity": {
      const message = `${subject(identity, problem.line)} is no identity of age: mistyped or cut short`;
      return refused("age_identity_malformed", identity, message, NAME_A_FILE);
    }
  }
}

function subject({ what }: CredentialFile, line: number | null): string {
  return line === null ? what : `line ${String(line)} of ${what}`;
}

function encryptAnew({ path }: CredentialFile): string {
  return `Encrypt the key alone for your identity (age -r age1… -o new.age), then: chmod 600 new.age; mv new.age ${path}`;
}
