import { createHmac } from "node:crypto";
import type { Credentials } from "../ccxt/secret.js";

/** HMAC-SHA256 in base64, as all signatures of this venue are. */
export function hmacSha256Base64(content: string | Uint8Array, secret: string | Uint8Array): string {
  return createHmac("sha256", secret).update(content).digest("base64");
}

/** The login of a private socket: stamp in seconds, signed as a request to a path that exists for this alone. */
export function loginMessage({ key, secret, passphrase }: Credentials, nowMs: number): string {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const sign = hmacSha256Base64(`${timestamp}GET/users/self/verify`, secret.reveal());
  const login = { apiKey: key.reveal(), passphrase: passphrase?.reveal() ?? "", timestamp, sign };
  return JSON.stringify({ op: "login", args: [login] });
}
