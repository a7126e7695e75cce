import { err, ok, type Result } from "../../lib/result.js";

/** A private key of age, as `age-keygen` writes it, and the line it stands on, from 1. */
export interface AgeIdentity {
  readonly line: number;
  readonly text: string;
}

/** Why a file holds no identities; in words that follow "line 3 of the file", or the file where line is null. */
export interface IdentityProblem {
  readonly line: number | null;
  readonly reason: string;
}

const IDENTITY = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/;

/** What else people put there, by its beginning. */
const OTHER_KINDS: readonly (readonly [RegExp, string])[] = [
  [/^AGE-PLUGIN-/i, "is the identity of a plugin, and plugins are not run"],
  [/^age1/, "is a recipient, the public half: the private one begins with AGE-SECRET-KEY-"],
  [/^(?:age-encryption\.org|-----BEGIN AGE )/, "belongs to an encrypted file: an identity stands there in the clear"],
  [/^(?:-----BEGIN |ssh-)/, "belongs to an SSH or PEM key, and only identities of age-keygen are read"],
];

/** The identities of a file: one a line, `#` comments and empty lines between. No problem repeats a line. */
export function parseIdentities(text: string): Result<readonly AgeIdentity[], IdentityProblem> {
  const lines = text
    .split(/\r?\n/)
    .map((line, index): AgeIdentity => ({ line: index + 1, text: line.trim() }))
    .filter((each) => each.text !== "" && !each.text.startsWith("#"));
  const wrong = lines.find((each) => !IDENTITY.test(each.text));
  if (wrong !== undefined) {
    const known = OTHER_KINDS.find(([pattern]) => pattern.test(wrong.text));
    return err({ line: wrong.line, reason: known?.[1] ?? "is no identity of age" });
  }
  return lines.length === 0 ? err({ line: null, reason: "holds no identity of age" }) : ok(lines);
}
