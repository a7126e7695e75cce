import { createHmac, timingSafeEqual } from "node:crypto";

/** A request's parameters, and the text that its signature was made of. */
export interface WireParams {
  readonly byName: Readonly<Record<string, string>>;
  /** Query and body one after the other, without the signature, exactly as sent. */
  readonly signedText: string;
  readonly signature: string | null;
}

const SIGNATURE = /(^|&)signature=([^&]*)/;

/** `query` without its question mark; where both name a parameter the query's word counts ("General Info", 2026-10). */
export function readParams(query: string, body: string): WireParams {
  const signature = (SIGNATURE.exec(query) ?? SIGNATURE.exec(body))?.[2] ?? null;
  const byName = Object.fromEntries([...new URLSearchParams(body), ...new URLSearchParams(query)]);
  return { byName, signedText: `${unsigned(query)}${unsigned(body)}`, signature };
}

/** HMAC-SHA256 in hex, in either case. */
export function isSignedBy(secret: string, { signedText, signature }: WireParams): boolean {
  const expected = createHmac("sha256", secret).update(signedText, "utf8").digest();
  const given = Buffer.from(signature ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function unsigned(text: string): string {
  return text.replace(SIGNATURE, "");
}
