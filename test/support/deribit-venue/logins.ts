import { createHmac } from "node:crypto";
import type { Params } from "./requests.js";

export const KEYS = { apiKey: "deribit-client-id", apiSecret: "deribit-client-secret" } as const;

/** A signature is good for so long, a token for so long. */
const SIGNED_MS = 60_000;
const TOKEN_SECONDS = 900;
export const SCOPE = "account:read trade:read_write wallet:read";

/** The tokens of the one account, by the venue's clock. */
export class Logins {
  readonly #untilMs = new Map<string, number>();
  readonly #refreshes = new Set<string>();
  /** How each token was got, in order. */
  readonly grants: string[] = [];

  constructor(readonly nowMs: () => number) {}

  /** Null where it is refused. */
  grant(params: Params): object | null {
    const type = String(params["grant_type"]);
    const isGood =
      type === "refresh_token" ? this.#refreshes.delete(String(params["refresh_token"])) : this.#isSigned(params);
    if (!isGood) return null;
    this.grants.push(type);
    const [access_token, refresh_token] = [`access-${this.grants.length}`, `refresh-${this.grants.length}`];
    this.#untilMs.set(access_token, this.nowMs() + TOKEN_SECONDS * 1_000);
    this.#refreshes.add(refresh_token);
    return { access_token, refresh_token, expires_in: TOKEN_SECONDS, scope: SCOPE, token_type: "bearer" };
  }

  accepts(authorization: string): boolean {
    return (this.#untilMs.get(authorization.replace(/^Bearer /, "")) ?? 0) > this.nowMs();
  }

  /** As after a change of the key's rights: every token is dead, and nobody was told. */
  revokeAll(): void {
    this.#untilMs.clear();
    this.#refreshes.clear();
  }

  #isSigned(params: Params): boolean {
    const [timestamp, nonce] = [String(params["timestamp"]), String(params["nonce"])];
    const signature = createHmac("sha256", KEYS.apiSecret).update(`${timestamp}\n${nonce}\n`).digest("hex");
    const isFresh = Math.abs(Number(timestamp) - this.nowMs()) <= SIGNED_MS;
    return params["client_id"] === KEYS.apiKey && params["signature"] === signature && isFresh;
  }
}
