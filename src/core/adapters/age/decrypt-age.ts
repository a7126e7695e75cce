import type { Stanza } from "age-encryption";
import { err, ok, type Result } from "../../lib/result.js";
import type { AgeIdentity } from "./age-identities.js";

export interface AgeFile {
  /** The file as it lies on disk, binary or armored. */
  readonly bytes: Uint8Array;
  readonly identities: readonly AgeIdentity[];
}

/** Why a file stays closed. No text of the library is among it: some of its messages repeat the identity. */
export type AgeProblem =
  | { readonly kind: "not_age" }
  /** Only a passphrase opens it. */
  | { readonly kind: "passphrase" }
  | { readonly kind: "no_match" }
  /** Cut short or changed: what was decrypted so far is not given away. */
  | { readonly kind: "damaged" }
  /** Looks like an identity, and its checksum or length is wrong. */
  | { readonly kind: "bad_identity"; readonly line: number };

export type DecryptAge = (file: AgeFile) => Promise<Result<string, AgeProblem>>;

const BINARY = "age-encryption.org/";
const ARMORED = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Whether a text is the beginning of an age file, binary or armored. */
export function isAge(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith(BINARY) || start.startsWith(ARMORED);
}

/**
 * The text of a file that the tool `age` or one that is compatible wrote (age-encryption.org/v1), opened with the first
 * identity that fits. The library is loaded here: few start-ups need it, and it takes 0.1 s.
 */
export const decryptAge: DecryptAge = async ({ bytes, identities }) => {
  const { Decrypter, armor } = await import("age-encryption");
  const text = Buffer.from(bytes).toString("latin1");
  if (!isAge(text)) return err({ kind: "not_age" });
  const decrypter = new Decrypter();
  for (const { line, text: identity } of identities) {
    const isTaken = succeeds(() => {
      decrypter.addIdentity(identity);
    });
    if (!isTaken) return err({ kind: "bad_identity", line });
  }
  // Asked last, and only when no identity before it fits: it sees for whom the file was made.
  const unmatched: string[] = [];
  decrypter.addIdentity({
    unwrapFileKey: (stanzas: readonly Stanza[]) => {
      unmatched.push(...stanzas.map(({ args }) => args[0] ?? ""));
      return null;
    },
  });
  try {
    const file = text.startsWith(BINARY) ? bytes : armor.decode(text);
    return ok(await decrypter.decrypt(file, "text"));
  } catch {
    if (unmatched.length === 0) return err({ kind: "damaged" });
    return err({ kind: unmatched.includes("scrypt") ? "passphrase" : "no_match" });
  }
};

function succeeds(deed: () => void): boolean {
  try {
    deed();
    return true;
  } catch {
    return false;
  }
}
