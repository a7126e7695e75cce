import { setMaxListeners } from "node:events";
import { InvariantError, invariant } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import type { Clock } from "../../lib/clock.js";
import type { Departure } from "../../ports/venue-gateway.js";
import type { CallResult } from "../ccxt/call-failure.js";
import type { Credentials } from "../ccxt/secret.js";
import { takeTurn } from "../ccxt/take-turn.js";
import { withinTime } from "../ccxt/within-time.js";
import { type Endpoint, type EndpointName, ENDPOINTS } from "./endpoints.js";
import { outcomeOf } from "./errors.js";
import { openExchange } from "./exchange.js";
import type { HostGuard } from "./host-guard.js";
import { loadOkxExchange, type OkxExchange, type WireParams } from "./load-ccxt.js";
import { checkParams } from "./outgoing.js";
import type { RequestBuckets } from "./request-buckets.js";

export interface OkxClientOptions {
  readonly guard: HostGuard;
  /** Null: public data only. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  readonly buckets: RequestBuckets;
  /** Venue time: the stamp of signed requests. */
  readonly nowMs: () => number;
  readonly writeTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/** A rotation is rare and an answer comes within seconds. */
const KEPT_CREDENTIALS = 3;

/** Calls of the venue's REST interface, one by one: nothing here retries. */
export class OkxClient {
  readonly #options: OkxClientOptions;
  readonly #orders: OkxExchange;
  readonly #reads: OkxExchange;
  /** Every key of this process, the newest first: answers to an old one may still come, and repeat it. */
  #credentials: readonly Credentials[];
  readonly #closing = new AbortController();

  private constructor(options: OkxClientOptions, exchanges: { orders: OkxExchange; reads: OkxExchange }) {
    this.#options = options;
    this.#credentials = options.credentials === null ? [] : [options.credentials];
    // Each waiting call listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#orders = exchanges.orders;
    this.#reads = exchanges.reads;
  }

  /** Writes go through an instance of their own, so that reads never stand before them. */
  static async open(options: OkxClientOptions): Promise<OkxClient> {
    const exchangeClass = await loadOkxExchange();
    const make = (timeoutMs: number): OkxExchange => openExchange(exchangeClass, { ...options, timeoutMs });
    const [orders, reads] = [make(options.writeTimeoutMs), make(options.readTimeoutMs)];
    await Promise.all([orders, reads].flatMap((each) => [each.loadFetchImplementation(), each.loadProxyModules()]));
    return new OkxClient(options, { orders, reads });
  }

  /** The key that signs now; null for public data only. */
  get credentials(): Credentials | null {
    return this.#credentials[0] ?? null;
  }

  /**
   * The answer as JSON, or why there is none. Refused by the limiter, or called back while it waited there, means that
   * nothing was sent.
   *
   * Errors: InvariantError for a parameter that the endpoint doesn't know, a missing credential, a foreign host.
   */
  async call(name: EndpointName, params: WireParams, departure?: Departure): Promise<CallResult> {
    const endpoint: Endpoint = ENDPOINTS[name];
    const { buckets } = this.#options;
    checkParams(name, params);
    invariant(!endpoint.isPrivate || this.#credentials.length > 0, `${name} needs credentials`);
    const bucket = endpoint.scope === "all" ? name : `${name} ${String(params["instId"] ?? "")}`;
    const going = { departure, closing: this.#closing.signal };
    const admitted = await takeTurn(buckets.turn(bucket, endpoint.per2s), going);
    if (!admitted.ok) return err({ kind: "refused", ...admitted.error });
    try {
      return ok(await this.#send(endpoint, params));
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      const failure = outcomeOf(error, { writes: endpoint.writes, credentials: this.#credentials });
      if (failure.kind === "refused" && failure.retryAfterMs !== null) buckets.backOff(failure.retryAfterMs);
      return err(failure);
    }
  }

  #send(endpoint: Endpoint, params: WireParams): Promise<unknown> {
    const { clock, writeTimeoutMs, readTimeoutMs } = this.#options;
    const exchange = endpoint.writes ? this.#orders : this.#reads;
    const timeoutMs = endpoint.writes ? writeTimeoutMs : readTimeoutMs;
    // ccxt adds to the object it is given: it gets its own.
    const body = endpoint.list === true ? [{ ...params }] : { ...params };
    return withinTime(exchange[endpoint.method](body), { clock, timeoutMs });
  }

  /** Signs with another key of the same account from the next request on; what is on its way ends as it began. */
  useCredentials(credentials: Credentials): void {
    invariant(this.#credentials.length > 0, "a client of public data gets no key");
    for (const exchange of [this.#orders, this.#reads]) {
      exchange.apiKey = credentials.key.reveal();
      exchange.secret = credentials.secret.reveal();
      exchange.password = credentials.passphrase?.reveal() ?? "";
    }
    this.#credentials = [credentials, ...this.#credentials].slice(0, KEPT_CREDENTIALS);
  }

  /** Calls that still wait for their turn are given up unsent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#orders.close(), this.#reads.close()]);
  }
}
