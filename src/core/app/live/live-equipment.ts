import type { CircuitChange } from "../../adapters/resilience/with-circuit-breaker.js";
import { DryRunVenue, type OpeningBooks } from "../../adapters/live/dry-run-venue.js";
import { InputQueue } from "../../adapters/live/input-queue.js";
import { keepTime } from "../../adapters/live/keep-time.js";
import { LiveAccount } from "../../adapters/live/live-account.js";
import { createLiveDriver } from "../../adapters/live/live-driver.js";
import { LiveMarket } from "../../adapters/live/live-market.js";
import { RulesWatch } from "../../adapters/live/rules-watch.js";
import type { InputEvent } from "../../domain/event.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import type { Instrument } from "../../domain/instrument.js";
import { positionKey } from "../../domain/portfolio.js";
import { booksWanted } from "../../engine/books-wanted.js";
import { instrumentOf } from "../../engine/instrument-of.js";
import { createInterlock } from "../../engine/interlock.js";
import { interlockBroker } from "../../engine/interlock-broker.js";
import { present } from "../../lib/invariant.js";
import { ZERO } from "../../lib/decimal.js";
import { SECOND_MS } from "../../lib/time.js";
import type { Broker } from "../../ports/broker.js";
import type { ExecutorPorts } from "../executor-session.js";
import type { TradingSession } from "../trading-session.js";
import type { KeyNews } from "../accounts/watch-keys.js";
import type { KeyWatcher } from "./key-watcher.js";
import type { LivePlan } from "./live-plan.js";
import type { PreflightQuestion } from "./preflight.js";
import { watchPreflight } from "./preflight-watch.js";
import type { LiveVenue } from "./live-venue.js";

interface LiveParts {
  readonly ports: ExecutorPorts;
  readonly venue: LiveVenue;
  /** Null outside production. */
  readonly preflight: { readonly first: string | null; readonly ask: PreflightQuestion } | null;
  readonly watchKey: KeyWatcher | null;
}

/** Market, account (or simulated venue) and driver of one process. */
export class LiveEquipment {
  readonly driver;
  readonly broker: Broker;
  readonly guard: (broker: Broker) => Broker;
  readonly account: LiveAccount | null;
  readonly #market: LiveMarket;
  readonly #rules: RulesWatch | null;
  readonly #dryRun: DryRunVenue | null;
  readonly #queue = new InputQueue();
  /** Ends the heartbeat and the watch over the key. */
  readonly #closing = new AbortController();
  #watching: Promise<unknown> = Promise.resolve();
  /** What doctor found last; null while nothing fails, and outside production. */
  #problem: string | null;

  constructor(
    readonly input: LiveParts,
    readonly session: TradingSession,
    readonly plan: LivePlan,
  ) {
    const { venue, ports } = input;
    this.#problem = input.preflight?.first ?? null;
    const { clock, stop } = ports;
    const { state } = session;
    const queue = this.#queue;
    const { live, sim } = plan.config.runtime;
    const onBug = (error: unknown): void => {
      queue.fail(error);
    };
    const shared = { queue, clock, venueClock: venue.clock, onBug };
    this.driver = createLiveDriver({ ...shared, stop, mail: session.mail });
    const instruments = [...plan.context.instruments.values()];
    const nowMs = (): number => venue.clock.nowMs();
    const interlock = createInterlock({ state, preflight: () => this.#problem, nowMs });
    const portfolio = openingBooks(session, plan);
    this.#dryRun = venue.gateway === null ? new DryRunVenue({ ...shared, instruments, policy: sim, portfolio }) : null;
    this.#market = new LiveMarket({
      ...shared,
      feed: venue.feed,
      symbols: plan.symbols,
      barMs: plan.barMs,
      graceMs: plan.config.strategy_config.bar_grace_seconds * SECOND_MS,
      pollMs: plan.config.strategy_config.poll_seconds * SECOND_MS,
      markEveryMs: live.mark_seconds * SECOND_MS,
      booksWanted: () => booksWanted(state),
      ...(this.#dryRun === null ? {} : { also: this.#dryRun.listener }),
    });
    this.account =
      venue.gateway === null
        ? null
        : new LiveAccount({
            ...shared,
            account: plan.account,
            gateway: venue.gateway,
            symbols: plan.symbols,
            settings: plan.settings,
            foreignPolicy: live.foreign_orders,
            mayNotLeave: interlock.leaving,
            readRules: () => this.#rules?.readAgain() ?? Promise.resolve(),
            reconcileEveryMs: live.reconcile_seconds * SECOND_MS,
            holding: (symbol) => state.portfolio.positions[positionKey(plan.account, symbol)]?.qty ?? ZERO,
            wallet: () => state.portfolio.accounts[plan.account]?.wallet ?? ZERO,
            otherWallets: () => state.portfolio.accounts[plan.account]?.others ?? null,
            markOf: (symbol) => this.#market.markOf(symbol),
          });
    const { account, symbols } = plan;
    const tell = (event: InputEvent): void => {
      queue.push(event);
    };
    const { gateway } = venue;
    const known = (symbol: string): Instrument | undefined => instrumentOf(state, symbol, plan.context);
    const watched = { ...shared, account, symbols, known, tell: this.#tellRules };
    this.#rules = gateway === null ? null : new RulesWatch({ ...watched, gateway });
    this.broker = present(this.account ?? this.#dryRun, "a venue to trade at").broker;
    this.guard = (broker) => interlockBroker({ broker, interlock, tell });
  }

  /** agreedMs: venue time at which the books last agreed with the venue. */
  async start(agreedMs: number): Promise<void> {
    const { state } = this.session;
    this.account?.announce();
    for (const event of this.plan.found) this.#queue.push(event);
    this.input.ports.news?.onStep("history of the market");
    await this.#market.start(this.plan.history);
    this.#dryRun?.start();
    const { walletsAtMs } = this.plan;
    this.account?.start(Object.values(state.portfolio.orders), { agreedMs, walletsAtMs });
    this.#rules?.start();
    // What throws beside the loop is told to the loop, and ends it.
    this.#watching = Promise.all(
      [this.#watchKey(), this.#watchPreflight(), this.#keepTime()].map((watch) =>
        watch.then(undefined, (error: unknown) => {
          this.#queue.fail(error);
        }),
      ),
    );
    void this.#beat();
  }

  tellCircuit({ endpointClass: endpoints, to: state, reason }: CircuitChange): void {
    const atMs = this.input.venue.clock.nowMs();
    this.#queue.push({ type: "circuit.changed", atMs, account: this.plan.account, endpoints, state, reason });
  }

  tellOrders(counted: OrderCounts): void {
    const atMs = this.input.venue.clock.nowMs();
    this.#queue.push({ type: "orders.counted", atMs, account: this.plan.account, ...counted });
  }

  async lastLook(): Promise<void> {
    await this.account?.lastLook();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#dryRun?.close();
    await this.#market.close();
    await Promise.all([this.#rules?.close(), this.account?.close(), this.#watching]);
  }

  readonly #tellRules = (event: InputEvent): void => {
    this.#queue.push(event);
    // The gate of changed rules opens with the next reconcile.
    this.account?.lookAgain();
  };

  async #watchKey(): Promise<void> {
    const { venue, watchKey } = this.input;
    const { signWith: swap, clock } = venue;
    const { account } = this.plan;
    if (watchKey === null || swap === null) return;
    const tell = ({ swapped, reason }: KeyNews): void => {
      this.#queue.push({ type: swapped ? "key.rotated" : "key.refused", atMs: clock.nowMs(), account, reason });
    };
    await watchKey({ swap, tell }, this.#closing.signal);
  }

  #keepTime(): Promise<void> {
    const { ports, venue } = this.input;
    return keepTime({ clock: ports.clock, venueClock: venue.clock }, this.#closing.signal);
  }

  async #watchPreflight(): Promise<void> {
    const { ports, preflight, venue } = this.input;
    if (preflight === null) return;
    const tell = (problem: string | null): void => {
      this.#problem = problem;
      const up = problem === null;
      const reason = problem ?? "no check fails";
      const atMs = venue.clock.nowMs();
      this.#queue.push({ type: "connection.changed", atMs, channel: "preflight", symbol: null, up, reason });
    };
    await watchPreflight({ clock: ports.clock, ...preflight, tell }, this.#closing.signal);
  }

  /** The loop waits for the market; who watches must still see that it lives. */
  async #beat(): Promise<void> {
    const { ports, venue } = this.input;
    const { clock } = ports;
    const { signal } = this.#closing;
    for (;;) {
      await clock.sleep(SECOND_MS, signal);
      if (signal.aborted) return;
      this.session.telemetry.idle(this.session.state);
      ports.news?.onBeat(this.session.state, venue.clock.nowMs());
    }
  }
}

/** What a simulated venue begins with: the first session's money, or the books of the one before. */
function openingBooks({ state }: TradingSession, plan: LivePlan): OpeningBooks {
  const { accounts, positions } = state.portfolio;
  const opening = present(plan.opening[0], "first line of the process");
  if (opening.type !== "session.started") return { accounts, positions };
  return { accounts: { [plan.account]: { account: plan.account, wallet: opening.navStart } }, positions };
}
