import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text or bytes, 64 lower-case hex digits. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash("sha256", content, "hex");
}

/**
 * Link of a hash chain: SHA-256 over the link before (64 hex digits) followed by the text in UTF-8.
 * One call of the one-shot API: half the time of an updated hash object on lines of a kilobyte.
 */
export function chainedHash(previousHash: string, text: string): string {
  return hash("sha256", previousHash + text, "hex");
}

/** HMAC with SHA-256 of bytes or a text in UTF-8, 64 lower-case hex digits. */
export function hmacSha256Hex(content: string | Uint8Array, secret: string | Uint8Array): string {
  return createHmac("sha256", secret).update(content).digest("hex");
}

/** Whether two secrets are equal, in a time that does not tell where they differ. */
export function equalSecrets(given: string, wanted: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", wanted, "buffer"));
}
