import { type DecryptAge, decryptAge } from "../../adapters/age/decrypt-age.js";
import { type Credentials, Secret } from "../../adapters/ccxt/secret.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { type CredentialPlace, credentialPlace, type CredentialSources } from "./credential-place.js";
import { readCredential } from "./read-credential.js";

export interface CredentialQuestion extends CredentialSources {
  readonly files: Pick<Files, "readText" | "readBytes">;
  readonly account: string;
  /** Key of venues.json, `binance`. */
  readonly venue: string;
  readonly mode: Mode;
  /** Opens encrypted files; `decryptAge` unless said otherwise. */
  readonly decrypt?: DecryptAge;
}

type AccountOfVenue = Pick<CredentialQuestion, "account" | "venue">;

/** Where the two halves of a key stand, and the word that some venues ask for with each. */
export interface CredentialPlaces {
  readonly key: CredentialPlace;
  readonly secret: CredentialPlace;
  readonly passphrase: CredentialPlace | null;
}

/**
 * Key and secret of an account: the account's own (`MACRO_BINANCE_API_KEY`), else the venue's (`BINANCE_API_KEY`), each
 * from the first of its places. Both halves have one name: the secret of another key signs nothing. So has the passphrase
 * (`OKX_API_PASSPHRASE`), where one stands: which venues ask for it is their adapters' to know. Null when there are none.
 *
 * Errors: Failure 3 when half of it is missing, a file can't be read, decrypted or is open to others, or prod would take
 * it from `.env`. No message shows a value.
 */
export async function credentialsOf(question: CredentialQuestion): Promise<Credentials | null> {
  const places = placesOf(question, question);
  if (places === null) return null;
  const { files, mode, decrypt = decryptAge } = question;
  const read = async (place: CredentialPlace): Promise<Secret> =>
    new Secret(await readCredential(place, { files, mode, decrypt, sources: question }));
  const passphrase = places.passphrase === null ? {} : { passphrase: await read(places.passphrase) };
  return { key: await read(places.key), secret: await read(places.secret), ...passphrase };
}

/** Errors: Failure 3 when one of the two halves is missing. */
export function placesOf({ account, venue }: AccountOfVenue, sources: CredentialSources): CredentialPlaces | null {
  for (const [keyName, secretName, passphraseName] of nameSets(account, venue)) {
    const key = credentialPlace(keyName, sources);
    const secret = credentialPlace(secretName, sources);
    if (key === null && secret === null) continue;
    if (key !== null && secret !== null) {
      return { key, secret, passphrase: credentialPlace(passphraseName, sources) };
    }
    const missing = key === null ? keyName : secretName;
    throw new Failure("credentials_incomplete", 3, `${missing} is not set, its other half is`, {
      path: missing,
      fix: `Set ${keyName} and ${secretName}, or each as …_FILE or …_AGE_FILE.`,
    });
  }
  return null;
}

/** Names under which a credential may stand, the account's own first. */
export function credentialNames(account: string, venue: string, kind: string): readonly string[] {
  const name = `${venue.toUpperCase()}_${kind}`;
  return [`${account.toUpperCase()}_${name}`, name];
}

type NameSet = readonly [key: string, secret: string, passphrase: string];

function nameSets(account: string, venue: string): readonly NameSet[] {
  const [secrets, passphrases] = ["API_SECRET", "API_PASSPHRASE"].map((kind) => credentialNames(account, venue, kind));
  return credentialNames(account, venue, "API_KEY").map((key, at) => [
    key,
    secrets?.[at] ?? "",
    passphrases?.[at] ?? "",
  ]);
}
