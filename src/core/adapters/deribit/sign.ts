import { createHmac } from "node:crypto";
import type { Credentials } from "../ccxt/secret.js";

export interface SignedGrant {
  readonly grant_type: "client_signature";
  readonly client_id: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

/** A login that leaves the secret here: only its signature goes out, good for 60 s ("Authentication", 2026-11). */
export function signedGrant(
  { key, secret }: Credentials,
  { nowMs, nonce }: { readonly nowMs: number; readonly nonce: string },
): SignedGrant {
  const timestamp = String(Math.floor(nowMs));
  const signature = createHmac("sha256", secret.reveal()).update(`${timestamp}\n${nonce}\n`).digest("hex");
  return { grant_type: "client_signature", client_id: key.reveal(), timestamp, nonce, signature };
}
