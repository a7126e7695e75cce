import { inspect } from "node:util";

const HIDDEN = "[redacted]";

/** A credential that no text, JSON or debugger output shows. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The credential itself: only for the code that signs. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

export interface Credentials {
  readonly key: Secret;
  readonly secret: Secret;
  /** Where the venue asks for a third word with each key. */
  readonly passphrase?: Secret;
}

// Signatures are hex or base64, percent-encoded in a query; a listen key opens the private stream.
const IN_QUERY = /\b(signature|listenKey|apiKey)(=|%3D|["']?\s*[:=]\s*["']?)[^&\s"',}]+/gi;
// Control and bidirectional characters are what a terminal must not get.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const MAX_TEXT = 300;

/** Text from outside as it may be logged: no credential, no signature, no control characters, at most 300 characters. */
export function scrub(text: string, credentials: readonly Credentials[]): string {
  let safe = text.slice(0, 20_000);
  for (const secret of credentials.flatMap(({ secret, key, passphrase }) =>
    passphrase === undefined ? [secret, key] : [secret, key, passphrase],
  )) {
    const plain = secret.reveal();
    if (plain !== "") safe = safe.split(plain).join(HIDDEN).split(encodeURIComponent(plain)).join(HIDDEN);
  }
  safe = safe.replace(IN_QUERY, `$1=${HIDDEN}`).replace(UNPRINTABLE, " ").trim();
  return safe.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT)}…` : safe;
}
