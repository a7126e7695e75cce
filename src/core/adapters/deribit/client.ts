import { setMaxListeners } from "node:events";
import { InvariantError, invariant, present } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import type { Clock } from "../../lib/clock.js";
import { SECOND_MS } from "../../lib/time.js";
import type { Departure } from "../../ports/venue-gateway.js";
import type { CallFailure, CallResult } from "../ccxt/call-failure.js";
import type { Credentials } from "../ccxt/secret.js";
import { takeTurn } from "../ccxt/take-turn.js";
import { withinTime } from "../ccxt/within-time.js";
import type { CreditPools } from "./credit-pools.js";
import { type Endpoint, type EndpointName, ENDPOINTS } from "./endpoints.js";
import { outcomeOf } from "./errors.js";
import { openExchange } from "./exchange.js";
import type { HostGuard } from "./host-guard.js";
import { type DeribitExchange, loadDeribitExchange, type WireParams } from "./load-ccxt.js";
import { checkParams } from "./outgoing.js";
import { type Token, Tokens } from "./tokens.js";

export interface DeribitClientOptions {
  readonly guard: HostGuard;
  /** Null: public data only. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  readonly pools: CreditPools;
  /** Venue time: the stamp of logins, and past which an order must not be begun with. */
  readonly nowMs: () => number;
  readonly writeTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/** A rotation is rare and an answer comes within seconds. */
const KEPT_CREDENTIALS = 3;
/** So long after it left the venue may begin with an order or a change: `valid_until`. */
export const VALID_MS = 5 * SECOND_MS;
const TOKEN_REFUSED = 13_009;

/** Calls of the venue's interface, one by one: nothing here retries. */
export class DeribitClient {
  readonly tokens: Tokens;
  readonly #options: DeribitClientOptions;
  readonly #orders: DeribitExchange;
  readonly #reads: DeribitExchange;
  /** Every key of this process, the newest first: answers to an old one may still come, and repeat it. */
  #credentials: readonly Credentials[];
  /** Tokens that the venue has taken once. */
  readonly #proven = new WeakSet<Token>();
  readonly #closing = new AbortController();

  private constructor(options: DeribitClientOptions, open: (client: () => DeribitClient) => Exchanges) {
    this.#options = options;
    this.#credentials = options.credentials === null ? [] : [options.credentials];
    // Each waiting call listens to it.
    setMaxListeners(0, this.#closing.signal);
    const { orders, reads } = open(() => this);
    this.#orders = orders;
    this.#reads = reads;
    this.tokens = new Tokens({
      clock: options.clock,
      nowMs: options.nowMs,
      credentials: () => present(this.#credentials[0], "credentials"),
      ask: (params) => this.call("auth", params),
    });
  }

  /** Writes go through an instance of their own, so that reads never stand before them. */
  static async open(options: DeribitClientOptions): Promise<DeribitClient> {
    const exchangeClass = await loadDeribitExchange();
    const client = new DeribitClient(options, (self) => {
      const accessToken = (): string => present(self().tokens.current, "token").access.reveal();
      const make = (timeoutMs: number): DeribitExchange =>
        openExchange(exchangeClass, { ...options, timeoutMs, accessToken });
      return { orders: make(options.writeTimeoutMs), reads: make(options.readTimeoutMs) };
    });
    const both = [client.#orders, client.#reads];
    await Promise.all(both.flatMap((each) => [each.loadFetchImplementation(), each.loadProxyModules()]));
    return client;
  }

  /** The key that signs now; null for public data only. */
  get credentials(): Credentials | null {
    return this.#credentials[0] ?? null;
  }

  /**
   * The answer as JSON, or why there is none. Refused by the limiter, without a token, or called back while it waited,
   * means that nothing was sent.
   *
   * Errors: InvariantError for a parameter that the endpoint doesn't know, a missing credential, a foreign host.
   */
  async call(name: EndpointName, params: WireParams, departure?: Departure): Promise<CallResult> {
    const endpoint: Endpoint = ENDPOINTS[name];
    const { pools } = this.#options;
    checkParams(name, params);
    invariant(!endpoint.isPrivate || this.#credentials.length > 0, `${name} needs credentials`);
    const token = endpoint.isPrivate ? await this.tokens.token() : ok(null);
    if (!token.ok) return err({ kind: "refused", ...token.error });
    const going = { departure, closing: this.#closing.signal };
    const admitted = await takeTurn(pools.turn(endpoint.writes ? "matching" : "other"), going);
    if (!admitted.ok) return err({ kind: "refused", ...admitted.error });
    try {
      const answer = await this.#send(endpoint, params);
      if (token.value !== null) this.#proven.add(token.value);
      return ok(answer);
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      const failure = outcomeOf(error, { writes: endpoint.writes, credentials: this.#unsaid(token.value) });
      if (failure.kind === "refused" && failure.retryAfterMs !== null) pools.backOff(failure.retryAfterMs);
      return err(this.#afterToken(failure, token.value));
    }
  }

  /** One that was taken before has ended: with another the same request may go. One that never was is for a person. */
  #afterToken(failure: CallFailure, token: Token | null): CallFailure {
    if (failure.kind !== "refused" || failure.code !== TOKEN_REFUSED || token === null) return failure;
    this.tokens.drop(token);
    return this.#proven.has(token) ? { ...failure, reaction: "resend" } : failure;
  }

  /** What no text may show. */
  #unsaid(token: Token | null): readonly Credentials[] {
    return token === null ? this.#credentials : [...this.#credentials, { key: token.access, secret: token.refresh }];
  }

  #send(endpoint: Endpoint, params: WireParams): Promise<unknown> {
    const { clock, writeTimeoutMs, readTimeoutMs, nowMs } = this.#options;
    const exchange = endpoint.writes ? this.#orders : this.#reads;
    const timeoutMs = endpoint.writes ? writeTimeoutMs : readTimeoutMs;
    const expiry = endpoint.expires === true ? { valid_until: String(nowMs() + VALID_MS) } : {};
    // ccxt adds to the object it is given: it gets its own.
    return withinTime(exchange[endpoint.method]({ ...params, ...expiry }), { clock, timeoutMs });
  }

  /** Signs with another key of the same account from the next login on, which is the next call. */
  useCredentials(credentials: Credentials): void {
    invariant(this.#credentials.length > 0, "a client of public data gets no key");
    this.#credentials = [credentials, ...this.#credentials].slice(0, KEPT_CREDENTIALS);
    const { current } = this.tokens;
    if (current !== null) this.tokens.drop(current);
  }

  /** Calls that still wait for their turn are given up unsent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#orders.close(), this.#reads.close()]);
  }
}

interface Exchanges {
  readonly orders: DeribitExchange;
  readonly reads: DeribitExchange;
}
