import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { parseAnswer, refusalOf } from "../ccxt/parse.js";
import { type Credentials, Secret } from "../ccxt/secret.js";
import type { CallResult } from "../ccxt/call-failure.js";
import type { WireParams } from "./load-ccxt.js";
import { tokenSchema } from "./parse-account.js";
import { signedGrant } from "./sign.js";

export interface Token {
  readonly access: Secret;
  readonly refresh: Secret;
  /** What it may, words with spaces between. */
  readonly scope: string;
  /** Monotonic instants: from the first on a new one is asked for, past the second it is not used. */
  readonly renewAtMs: number;
  readonly untilMs: number;
}

interface TokensOptions {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Venue time, of signatures. */
  readonly nowMs: () => number;
  readonly credentials: () => Credentials;
  readonly ask: (params: WireParams) => Promise<CallResult>;
}

/** Of its life a token is used alone for so long; the rest is for getting another. */
const RENEW_SHARE = 0.75;
/** A token that has so little left is none: its request could arrive past its end. */
const LAST_MOMENTS_MS = 10 * SECOND_MS;
/** While a good token is left, a renewal that failed is tried again so often. */
const RETRY_MS = MINUTE_MS / 6;

/** The access token of one account: got by signature, renewed before it ends, asked for once however many wait. */
export class Tokens {
  #current: Token | null = null;
  #asking: Promise<Result<Token, VenueRefusal>> | null = null;
  #askAgainAtMs = 0;
  #logins = 0;

  constructor(readonly options: TokensOptions) {}

  /** The one that is used now; null before the first. */
  get current(): Token | null {
    return this.#current;
  }

  /** One that is good for a request; waits for a new one only where there is none. */
  async token(): Promise<Result<Token, VenueRefusal>> {
    const current = this.#current;
    const nowMs = this.options.clock.monotonicMs();
    const isGood = current !== null && nowMs < current.untilMs - LAST_MOMENTS_MS;
    if (isGood && nowMs < current.renewAtMs) return ok(current);
    if (isGood && nowMs < this.#askAgainAtMs) return ok(current);
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = null;
    });
    return isGood ? ok(current) : this.#asking;
  }

  /** The venue takes this one no more: the next call gets another. */
  drop({ access }: Token): void {
    if (this.#current?.access === access) this.#current = null;
  }

  async #renew(): Promise<Result<Token, VenueRefusal>> {
    const old = this.#current;
    this.#askAgainAtMs = this.options.clock.monotonicMs() + RETRY_MS;
    if (old !== null) {
      const renewed = await this.#ask({ grant_type: "refresh_token", refresh_token: old.refresh.reveal() });
      if (renewed.ok) return renewed;
    }
    return this.#ask(this.#grant());
  }

  #grant(): WireParams {
    const { credentials, nowMs } = this.options;
    this.#logins += 1;
    return { ...signedGrant(credentials(), { nowMs: nowMs(), nonce: `n${String(this.#logins)}` }) };
  }

  async #ask(params: WireParams): Promise<Result<Token, VenueRefusal>> {
    const askedAtMs = this.options.clock.monotonicMs();
    const answer = await this.options.ask(params);
    if (!answer.ok) return err(refusalOf(answer.error));
    const parsed = parseAnswer(tokenSchema, answer.value, "auth");
    if (!parsed.ok) return parsed;
    const { access_token, refresh_token, expires_in, scope } = parsed.value;
    const lifeMs = expires_in * SECOND_MS;
    this.#current = {
      access: new Secret(access_token),
      refresh: new Secret(refresh_token),
      scope,
      renewAtMs: askedAtMs + lifeMs * RENEW_SHARE,
      untilMs: askedAtMs + lifeMs,
    };
    return ok(this.#current);
  }
}
