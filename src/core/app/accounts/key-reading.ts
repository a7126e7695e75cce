import type { Credentials } from "../../adapters/binance-usdm/secret.js";
import { attempt } from "../../adapters/system/attempt.js";
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
export function readKey(question: CredentialQuestion): KeyFound {
  const read = attempt(() => ({ places: placesOf(question, question), credentials: credentialsOf(question) }));
  if (!read.ok) return { reading: unusable(read.error), places: null, credentials: null };
  const { places, credentials } = read.value;
  if (places === null) {
    const names = credentialNames(question.account, question.venue, "API_KEY");
    return { reading: { kind: "absent", names }, places, credentials };
  }
  const isDotEnv = [places.key, places.secret].some(({ source }) => source === "dot_env");
  return { reading: { kind: "found", places: placesText(places), isDotEnv }, places, credentials };
}

function unusable(error: Error): KeyReading {
  const fix = error instanceof Failure ? error.place.fix : undefined;
  return { kind: "unusable", message: error.message, fix: fix ?? "make the file readable for this user" };
}

/** `BINANCE_API_KEY in the environment, BINANCE_API_SECRET in /run/secret (BINANCE_API_SECRET_FILE)` */
export function placesText({ key, secret }: CredentialPlaces): string {
  return `${placeText(key)}, ${placeText(secret)}`;
}

function placeText({ name, source, path }: CredentialPlace): string {
  if (source === "environment") return `${name} in the environment`;
  return source === "file" ? `${name} in ${path ?? ""} (${name}_FILE)` : `${name} in ${path ?? ""}`;
}
