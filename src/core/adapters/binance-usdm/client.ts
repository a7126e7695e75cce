import { setMaxListeners } from "node:events";
import { InvariantError, invariant } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import type { Clock } from "../../lib/clock.js";
import type { Departure } from "../../ports/venue-gateway.js";
import type { CallFailure, CallResult } from "../ccxt/call-failure.js";
import { type Endpoint, type EndpointName, ENDPOINTS } from "./endpoints.js";
import { outcomeOf } from "./errors.js";
import { openExchange } from "./exchange.js";
import type { HostGuard } from "./host-guard.js";
import { loadUsdmExchange, type UsdmExchange, type WireParams } from "./load-ccxt.js";
import { checkParams } from "./outgoing.js";
import type { Priority, RateLimiter } from "./rate-limiter.js";
import type { Credentials } from "../ccxt/secret.js";
import { takeTurn } from "../ccxt/take-turn.js";
import { withinTime } from "../ccxt/within-time.js";

export interface UsdmClientOptions {
  readonly guard: HostGuard;
  /** Null: public data only. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Venue time: the stamp of signed requests. */
  readonly nowMs: () => number;
  /** Time in which the venue says until when a ban lasts. */
  readonly banNowMs: () => number;
  readonly recvWindowMs: number;
  readonly writeTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/** A rotation is rare and an answer comes within seconds. */
const KEPT_CREDENTIALS = 3;

/** Calls of the venue's REST interface, one by one: nothing here retries. */
export interface UsdmClient {
  /** Whether this venue tells what a key may do. */
  readonly tellsKeyRights: boolean;
  /**
   * The answer as JSON with ids of 16 and more digits as text, or why there is none. Refused by the limiter, or called
   * back while it waited there, means that nothing was sent.
   *
   * Errors: InvariantError for a parameter that the endpoint doesn't know, a missing credential, a foreign host.
   */
  call(endpoint: EndpointName, params: WireParams, priority: Priority, departure?: Departure): Promise<CallResult>;
  /** Signs with another key of the same account from the next request on; what is on its way ends as it began. */
  useCredentials(credentials: Credentials): void;
  /** Calls that still wait for their turn are given up unsent. */
  close(): Promise<void>;
}

class CcxtClient implements UsdmClient {
  readonly #options: UsdmClientOptions;
  readonly #orders: UsdmExchange;
  readonly #reads: UsdmExchange;
  /** Every key of this process, the newest first: answers to an old one may still come, and repeat it. */
  #credentials: readonly Credentials[];
  readonly #closing = new AbortController();

  constructor(options: UsdmClientOptions, { orders, reads }: { orders: UsdmExchange; reads: UsdmExchange }) {
    this.#options = options;
    this.#credentials = options.credentials === null ? [] : [options.credentials];
    // Each waiting call listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#orders = orders;
    this.#reads = reads;
  }

  get tellsKeyRights(): boolean {
    return this.#options.guard.keyHost !== null;
  }

  async call(name: EndpointName, params: WireParams, priority: Priority, departure?: Departure): Promise<CallResult> {
    const endpoint: Endpoint = ENDPOINTS[name];
    const { banNowMs } = this.#options;
    checkParams(name, params);
    invariant(endpoint.auth === "none" || this.#credentials.length > 0, `${name} needs credentials`);
    const cost = { weight: weightOf(endpoint, params), orders: endpoint.orders ?? 0, priority };
    const { limiter } = this.#options;
    const admitted = await takeTurn(
      { takeNow: () => limiter.takeNow(cost), acquire: (signal) => limiter.acquire(cost, signal) },
      { departure, closing: this.#closing.signal },
    );
    if (!admitted.ok) return err({ kind: "refused", ...admitted.error });
    try {
      return ok(await this.#send(endpoint, params));
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      const failure = outcomeOf(error, {
        writes: endpoint.writes,
        nowMs: banNowMs(),
        credentials: this.#credentials,
      });
      // Limits and bans of the spot host are its own: stops must not wait for them.
      if (endpoint.host === "futures") this.#backOff(failure);
      return err(failure);
    }
  }

  async #send(endpoint: Endpoint, params: WireParams): Promise<unknown> {
    const { clock, writeTimeoutMs, readTimeoutMs } = this.#options;
    const exchange = endpoint.writes ? this.#orders : this.#reads;
    const timeoutMs = endpoint.writes ? writeTimeoutMs : readTimeoutMs;
    // ccxt adds to the object it is given: it gets its own.
    return withinTime(exchange[endpoint.method]({ ...params }), { clock, timeoutMs });
  }

  #backOff(failure: CallFailure): void {
    if (failure.kind !== "refused") return;
    const { code, retryAfterMs, reason } = failure;
    const isBan = code === 418 || /\bbanned (?:until|for a while)\b/i.test(reason);
    if (isBan) this.#options.limiter.backOff("banned", retryAfterMs);
    else if ([429, 403, -1003, -1015].includes(code)) this.#options.limiter.backOff("slow", retryAfterMs);
  }

  useCredentials(credentials: Credentials): void {
    invariant(this.#credentials.length > 0, "a client of public data gets no key");
    for (const exchange of [this.#orders, this.#reads]) {
      exchange.apiKey = credentials.key.reveal();
      exchange.secret = credentials.secret.reveal();
    }
    this.#credentials = [credentials, ...this.#credentials].slice(0, KEPT_CREDENTIALS);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#orders.close(), this.#reads.close()]);
  }
}

function weightOf(endpoint: Endpoint, params: WireParams): number {
  const limit = Number(params["limit"] ?? Number.NaN);
  const byLimit = endpoint.weightByLimit?.find(([most]) => limit <= most);
  if (byLimit !== undefined) return byLimit[1];
  return "symbol" in params ? endpoint.weight : (endpoint.weightOfAll ?? endpoint.weight);
}

/** Writes go through an instance of their own, so that reads never stand before them. */
export async function createUsdmClient(options: UsdmClientOptions): Promise<UsdmClient> {
  const exchangeClass = await loadUsdmExchange();
  const open = (timeoutMs: number): UsdmExchange => openExchange(exchangeClass, { ...options, timeoutMs });
  const [orders, reads] = [open(options.writeTimeoutMs), open(options.readTimeoutMs)];
  // Half a second on a busy machine, which the first order must not pay; looking for modules of proxies takes 0.5 ms more.
  const loading = [orders, reads].flatMap((each) => [each.loadFetchImplementation(), each.loadProxyModules()]);
  await Promise.all(loading);
  return new CcxtClient(options, { orders, reads });
}
