import type { Credentials } from "../../adapters/ccxt/secret.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { Failure } from "../../lib/failure.js";
import type { KeyReading } from "../../ops/doctor/venue-facts.js";
import type { CredentialPlace } from "../live/credential-place.js";
import {
  credentialNames,
  type CredentialPlaces,
  type CredentialQuestion,
  credentialsOf,
  placesOf,
} from "../live/credentials.js";

export interface KeyFound {
  readonly reading: KeyReading;
  readonly places: CredentialPlaces | null;
  readonly credentials: Credentials | null;
}

/** The key of an account as a session would take it, or why it would not. */
export async function readKey(question: CredentialQuestion): Promise<KeyFound> {
  const read = await attemptAsync(async () => ({
    places: placesOf(question, question),
    credentials: await credentialsOf(question),
  }));
  if (!read.ok) return { reading: unusable(read.error), places: null, credentials: null };
  const { places, credentials } = read.value;
  if (places === null) {
    const names = credentialNames(question.account, question.venue, "API_KEY");
    return { reading: { kind: "absent", names }, places, credentials };
  }
  const isDotEnv = wordsOf(places).some(({ source }) => source === "dot_env");
  return { reading: { kind: "found", places: placesText(places), isDotEnv }, places, credentials };
}

function unusable(error: Error): KeyReading {
  const fix = error instanceof Failure ? error.place.fix : undefined;
  return { kind: "unusable", message: error.message, fix: fix ?? "make the file readable for this user" };
}

/** `BINANCE_API_KEY in the environment, BINANCE_API_SECRET in /run/secret (BINANCE_API_SECRET_FILE)` */
export function placesText(places: CredentialPlaces): string {
  return wordsOf(places).map(placeText).join(", ");
}

function wordsOf({ key, secret, passphrase }: CredentialPlaces): readonly CredentialPlace[] {
  return passphrase === null ? [key, secret] : [key, secret, passphrase];
}

function placeText({ name, source, path }: CredentialPlace): string {
  switch (source) {
    case "environment":
      return `${name} in the environment`;
    case "file":
      return `${name} in ${path ?? ""} (${name}_FILE)`;
    case "age_file":
      return `${name} encrypted in ${path ?? ""} (${name}_AGE_FILE)`;
    case "credentials_directory":
    case "dot_env":
      return `${name} in ${path ?? ""}`;
  }
}
