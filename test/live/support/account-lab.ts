import { connectUsdm } from "../../../src/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../../src/core/adapters/binance-usdm/gateway.js";
import { Secret } from "../../../src/core/adapters/ccxt/secret.js";
import { ConnectBudget } from "../../../src/core/adapters/ccxt/connect-budget.js";
import { listenKeysOver } from "../../../src/core/adapters/binance-usdm/streams/rest-questions.js";
import { UserStream } from "../../../src/core/adapters/binance-usdm/streams/user-stream.js";
import type { UserStreamTimes } from "../../../src/core/adapters/binance-usdm/streams/user-stream-options.js";
import { InputQueue } from "../../../src/core/adapters/live/input-queue.js";
import { LiveAccount } from "../../../src/core/adapters/live/live-account.js";
import type { LeaveRules } from "../../../src/core/adapters/live/live-context.js";
import type { BreakerGateway } from "../../../src/core/adapters/resilience/with-circuit-breaker.js";
import { withResilience } from "../../../src/core/adapters/resilience/with-resilience.js";
import type { ForeignPolicy } from "../../../src/core/domain/connection.js";
import type { InputEvent } from "../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { compareDec, dec, ZERO } from "../../../src/core/lib/decimal.js";
import { invariant } from "../../../src/core/lib/invariant.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { sampleRequest } from "../../support/samples/orders.js";
import { AccountBooks } from "./account-books.js";
import { ACCOUNT, sumOf, until, type VenueLab, type Witnessed } from "./venue-lab.js";
import { givenClock } from "./given-clock.js";
import { NO_LIMITS } from "../../support/no-limits.js";

/** Short, so that an unknown outcome is settled 3 s after the send. */
const RECV_WINDOW_MS = 1_000;
/** Of the wall, as ccxt counts: a busy machine needs it. */
const WRITE_TIMEOUT_MS = 5_000;

interface AccountWishes {
  readonly foreignPolicy?: ForeignPolicy;
  readonly reconcileEveryMs?: number;
  /** What an engine would say before each send. */
  readonly mayNotLeave?: LeaveRules;
  readonly userTimes?: Partial<UserStreamTimes>;
  /** Failures in a row that open a circuit. */
  readonly failures?: number;
  /** How long it stays open; 1 s where a test doesn't say. */
  readonly openCircuitMs?: number;
  /** When an order without an answer is unknown. */
  readonly writeTimeoutMs?: number;
}

/** One live account over real sockets and unmodified ccxt, with books folded from what it tells; orders are the test's. */
export class AccountLab {
  readonly events: readonly InputEvent[];
  readonly books: AccountBooks;
  /** Reports that said otherwise than the books did when they came: each would have latched a session. */
  readonly differing: readonly InputEvent[];
  readonly #bugs: readonly unknown[];
  #placed = 0;

  private constructor(
    readonly venue: VenueLab,
    readonly gateway: BreakerGateway,
    readonly account: LiveAccount,
    parts: Pick<AccountLab, "books" | "events" | "differing"> & { readonly bugs: readonly unknown[] },
  ) {
    this.books = parts.books;
    this.events = parts.events;
    this.differing = parts.differing;
    this.#bugs = parts.bugs;
  }

  static async open(venue: VenueLab, wishes: AccountWishes = {}): Promise<AccountLab> {
    const { server, symbols, market } = venue;
    const connection = await connectUsdm({
      endpoints: { rest: server.url, ws: server.wsUrl },
      mode: "testnet",
      credentials: { key: new Secret(server.apiKey), secret: new Secret(server.apiSecret) },
      clock: givenClock,
      limitsDirectory: null,
      recvWindowMs: RECV_WINDOW_MS,
      writeTimeoutMs: wishes.writeTimeoutMs ?? WRITE_TIMEOUT_MS,
      readTimeoutMs: 5_000,
    });
    await connection.clock.sync();
    const events: InputEvent[] = [];
    const bugs: unknown[] = [];
    const differing: InputEvent[] = [];
    const books = new AccountBooks(dec(market.sim.state.accounts[ACCOUNT]!.wallet));
    const queue = new InputQueue();
    queue.push = (event) => {
      queue.pushed += 1;
      books.fold(event);
      events.push(event);
      if (event.type === "venue.reported" && !books.match(event)) differing.push(event);
    };
    const lab: { account: LiveAccount | null } = { account: null };
    const gateway = gatewayOver(connection, { wishes, account: () => lab.account });
    // As a start leaves them: what is changed from here on is somebody else's deed.
    const found = await gateway.symbolSettings();
    invariant(found.ok, "the venue tells how its symbols are set up");
    const account = new LiveAccount({
      account: ACCOUNT,
      gateway,
      queue,
      clock: givenClock,
      venueClock: connection.clock,
      symbols,
      settings: found.value,
      foreignPolicy: wishes.foreignPolicy ?? "halt",
      mayNotLeave: wishes.mayNotLeave ?? NO_LIMITS,
      reconcileEveryMs: wishes.reconcileEveryMs ?? 60_000,
      holding: (symbol) => books.held(symbol),
      wallet: () => books.wallet,
      markOf: (symbol) => market.prices(symbol)?.mark ?? null,
      onBug: (error) => bugs.push(error),
    });
    lab.account = account;
    // The venue's limits grow with its speed, and the limiter learns them here.
    await gateway.instruments(symbols);
    const nowMs = connection.clock.nowMs();
    account.start([], { agreedMs: nowMs, walletsAtMs: nowMs });
    const opened = new AccountLab(venue, gateway, account, { books, events, bugs, differing });
    await until(() => opened.channel("user") === true, "the private stream is up and reconciled");
    return opened;
  }

  /** Sends it, and returns its client order id. */
  place(changes: Partial<OrderRequest> = {}): string {
    this.#placed += 1;
    const clientOrderId = changes.clientOrderId ?? `live${String(this.#placed)}x${String(this.events.length)}`;
    this.account.broker.place(sampleRequest({ qty: dec("0.010"), ...changes, clientOrderId }), 0);
    return clientOrderId;
  }

  /** A stop on the whole position, 20 % below the market. */
  placeStop(changes: Partial<OrderRequest> = {}): string {
    const { mark } = this.venue.market.prices(changes.symbol ?? "BTCUSDT")!;
    const triggerPrice = dec(String(Math.round(mark * 0.8)));
    const stop = { side: "sell", type: "stop_market", qty: null, closePosition: true, workingType: "mark" } as const;
    return this.place({ ...stop, triggerPrice, ...changes });
  }

  cancel(clientOrderId: string): void {
    this.account.broker.cancel(clientOrderId, "BTCUSDT", 0);
  }

  /** How often it went out to the venue. */
  sent(clientOrderId: string): number {
    const posted = this.venue.faults.requests.filter((request) => request.startsWith("POST"));
    return posted.filter((request) => request.endsWith(` ${clientOrderId}`)).length;
  }

  /** What was told of an order, in order. */
  lifeOf(clientOrderId: string): readonly string[] {
    return this.events.flatMap((event) =>
      "clientOrderId" in event && event.clientOrderId === clientOrderId ? [event.type] : [],
    );
  }

  async told(clientOrderId: string, type: InputEvent["type"], mostMs?: number): Promise<void> {
    const what = (): string => `${type} of ${clientOrderId}; told was ${this.lifeOf(clientOrderId).join(", ")}`;
    await until(() => this.lifeOf(clientOrderId).includes(type), what, mostMs);
  }

  /** Whether a channel was last said to be up; null before anything was said of it. */
  channel(name: "user" | "rest"): boolean | null {
    const last = this.events.findLast((event) => event.type === "connection.changed" && event.channel === name);
    return last?.type === "connection.changed" ? last.up : null;
  }

  /** Closes what is held, so that the next test begins flat. */
  async flat(): Promise<void> {
    for (const [symbol, qty] of this.books.positions()) {
      const side = qty.startsWith("-") ? "buy" : "sell";
      const id = this.place({ symbol, side, qty: dec(qty.replace("-", "")), reduceOnly: true });
      await this.told(id, "order.filled");
    }
    await until(() => this.books.positions().size === 0, "flat");
  }

  /**
   * A look that began now has passed and found books and venue alike; then: Σ trades = position = books, wallets equal,
   * none of our ids twice, and no bug beside the way.
   */
  async agree(): Promise<Witnessed> {
    const from = this.events.length;
    this.account.lookAgain();
    const reports = (): InputEvent[] => this.events.slice(from).filter(({ type }) => type === "venue.reported");
    await until(
      () => reports().some((report) => this.books.match(report)),
      () => JSON.stringify(reports().at(-1)),
    );
    const seen = await this.venue.witness();
    const problems: string[] = this.#bugs.map(String);
    if (compareDec(seen.wallet, this.books.wallet) !== 0)
      problems.push(`wallet: books ${this.books.wallet}, venue ${seen.wallet}`);
    for (const symbol of this.venue.symbols) {
      const [ours, theirs] = [this.books.held(symbol), seen.positions.get(symbol) ?? ZERO];
      const traded = sumOf(seen.trades.get(symbol) ?? []);
      if (compareDec(ours, theirs) !== 0 || compareDec(ours, traded) !== 0)
        problems.push(`${symbol}: books ${ours}, venue ${theirs}, trades ${traded}`);
    }
    const ids = [
      ...seen.orders.filter(({ type }) => type !== "LIQUIDATION").map(({ clientOrderId }) => `r ${clientOrderId}`),
      ...seen.algos.map(({ clientAlgoId }) => `c ${clientAlgoId}`),
    ];
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length > 0) problems.push(`twice at the venue: ${twice.join(", ")}`);
    if (this.differing.length > 0) problems.push(`reports that differ: ${JSON.stringify(this.differing)}`);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return seen;
  }

  async close(): Promise<void> {
    await this.account.close();
  }
}

function gatewayOver(
  { client, clock, limiter, recvWindowMs, guard }: Awaited<ReturnType<typeof connectUsdm>>,
  { wishes, account }: { readonly wishes: AccountWishes; readonly account: () => LiveAccount | null },
): BreakerGateway {
  const look = (): void => account()?.lookAgain();
  const userStream = new UserStream({
    wsBase: guard.endpoints.ws,
    checkUrl: (url) => {
      guard.check(url, true);
    },
    keys: listenKeysOver(client),
    names: { account: ACCOUNT, quoteAssetOf: () => "USDT" },
    clock: givenClock,
    venueClock: clock,
    rng: createRng("live"),
    budget: new ConnectBudget(givenClock),
    ordersLive: () => true,
    notices: { onFunding: look, onMarginCall: look },
    times: { backOff: { firstMs: 50, maxMs: 500 }, ...wishes.userTimes },
  });
  const gateway = new UsdmGateway({ client, clock, limiter, userStream, venue: "binance", recvWindowMs });
  return withResilience(gateway, {
    clock: givenClock,
    venueClock: clock,
    timeout: { writeMs: (wishes.writeTimeoutMs ?? WRITE_TIMEOUT_MS) + 300, readMs: 10_000 },
    breaker: {
      failures: wishes.failures ?? 5,
      pauseMs: wishes.openCircuitMs ?? 1_000,
      onChange: ({ endpointClass, to, reason }) => account()?.setRest(endpointClass, to === "open" ? reason : null),
    },
    clockGuard: {
      onHalted: () => account()?.setRest("clock", "the venue refuses our time"),
      onRecovered: () => account()?.setRest("clock", null),
    },
  });
}
