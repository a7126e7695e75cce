import { DryRunVenue } from "../../adapters/live/dry-run-venue.js";
import { InputQueue } from "../../adapters/live/input-queue.js";
import { LiveAccount } from "../../adapters/live/live-account.js";
import { createLiveDriver } from "../../adapters/live/live-driver.js";
import { LiveMarket } from "../../adapters/live/live-market.js";
import { RulesWatch } from "../../adapters/live/rules-watch.js";
import { yieldToEventLoop } from "../../adapters/system/clock.js";
import type { Config } from "../../config/config-files.js";
import type { InputEvent } from "../../domain/event.js";
import type { ExecutorReport } from "../../domain/executor-summary.js";
import { positionKey } from "../../domain/portfolio.js";
import type { EngineState } from "../../engine/state.js";
import { interlockBroker } from "../../engine/interlock-broker.js";
import { present } from "../../lib/invariant.js";
import { ZERO } from "../../lib/decimal.js";
import { SECOND_MS } from "../../lib/time.js";
import type { Broker } from "../../ports/broker.js";
import type { VenueHealthRow } from "../../telemetry/health.schema.js";
import { createEngineContext } from "../engine-context.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { requireWholeJournal, telemetrySeq } from "../telemetry-seq.js";
import { TradingSession } from "../trading-session.js";
import type { KeyNews } from "../accounts/watch-keys.js";
import type { KeyWatcher } from "./key-watcher.js";
import { type LivePlan, planLive } from "./live-plan.js";
import type { LiveVenue } from "./live-venue.js";
import { preflightProblem } from "./preflight.js";
import { recoverLive } from "./recover-live.js";
import { venueHealth } from "./venue-health.js";

interface LiveSessionInput {
  readonly flags: ExecutorFlags;
  readonly ports: ExecutorPorts;
  readonly config: Config;
  readonly venueKey: string;
  /** Null where nothing is signed. */
  readonly watchKey: KeyWatcher | null;
}

/**
 * A session at a live, demo or paper-served venue: books from the journal, rules from the venue, then market, account
 * and executor together until a signal comes.
 */
export class LiveSession {
  readonly #session: TradingSession;
  #live: LiveEquipment | null = null;

  constructor(readonly input: LiveSessionInput) {
    const { flags, ports, config } = input;
    const context = createEngineContext(config);
    this.#session = new TradingSession(flags, ports, { config, context, progress: () => null });
  }

  get state(): EngineState {
    return this.#session.state;
  }

  /** What lies below says whether the venue answers. */
  onRest(source: string, problem: string | null): void {
    this.#live?.account?.setRest(source, problem);
  }

  /** Something was said that only the venue's lists and histories explain. */
  lookAgain(): void {
    this.#live?.account?.lookAgain();
  }

  /** Errors: Failure of the plan; what a part beside the loop throws ends the session as the bug it is. */
  async run(venue: LiveVenue): Promise<ExecutorReport> {
    const { flags, ports } = this.input;
    const session = this.#session;
    const projectedSeq = telemetrySeq(flags.stateDirectory, ports.files);
    const recovery = recoverLive(session);
    requireWholeJournal(recovery.tail.seq, projectedSeq);
    const plan = await planLive({ ...this.input, venue, recovery });
    const problem = flags.mode === "prod" ? await preflightProblem(flags, ports, this.input.venueKey) : null;
    const live = new LiveEquipment(
      { ports, venue, preflight: () => problem, watchKey: this.input.watchKey },
      session,
      plan,
    );
    this.#live = live;
    session.telemetry.followVenues(() => [this.#health(venue, plan)]);
    for (const event of recovery.booked) live.account?.recall(event);
    // 0: a line that allows a send is on stable storage before it.
    const journal = session.openJournal(recovery.tail, 0);
    try {
      await live.start(recovery.lastReportMs ?? plan.walletsAtMs);
      const outcome = await session.trade(journal, {
        driver: live.driver,
        broker: live.broker,
        guard: live.guard,
        context: plan.context,
        pace: yieldToEventLoop,
        opening: plan.opening,
        venueGoesOn: true,
        lastLook: () => live.lastLook(),
        nowMs: () => venue.clock.nowMs(),
      });
      const { fromMs, notes } = plan;
      const end = { seq: journal.lastSeq, hash: journal.lastHash };
      return session.report({ outcome, fromMs, toMs: null, notes, end, cutBytes: recovery.tail.tornBytes });
    } finally {
      await live.close();
      await journal.close();
    }
  }

  #health({ acks, circuits, clock, gateway }: LiveVenue, plan: LivePlan): VenueHealthRow {
    const { causes } = this.state.portfolio;
    const holds = (code: string): boolean => causes.some((cause) => cause.code === code);
    const markMs = newestMarkMs(this.state);
    return venueHealth({
      venue: this.input.venueKey,
      acksMs: acks.values(),
      circuits: circuits(),
      isRefused: holds("venue_circuit_open"),
      privateStreamUp: gateway === null ? null : !holds("user_stream_stale"),
      streamAgeMs: markMs === 0 ? null : Math.max(0, clock.nowMs() - markMs) / clock.speed,
      silenceLimitMs: plan.config.runtime.live.market_silence_seconds * SECOND_MS,
    });
  }
}

function newestMarkMs({ market }: EngineState): number {
  return Math.max(0, ...Object.values(market).map(({ markAtMs }) => markAtMs));
}

interface LiveParts {
  readonly ports: ExecutorPorts;
  readonly venue: LiveVenue;
  readonly preflight: () => string | null;
  readonly watchKey: KeyWatcher | null;
}

/** Market, account (or simulated venue) and driver of one process. */
class LiveEquipment {
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
  #watching: Promise<void> = Promise.resolve();

  constructor(
    readonly input: LiveParts,
    readonly session: TradingSession,
    readonly plan: LivePlan,
  ) {
    const { venue, ports } = input;
    const { clock, stop } = ports;
    const { state } = session;
    const queue = this.#queue;
    const { live, sim } = plan.config.runtime;
    const onBug = (error: unknown): void => {
      queue.fail(error);
    };
    const shared = { queue, clock, venueClock: venue.clock, onBug };
    this.driver = createLiveDriver({ ...shared, stop, mail: session.mail });
    const opening = present(plan.opening[0], "first line of the process");
    const accounts =
      opening.type === "session.started"
        ? { [plan.account]: { account: plan.account, wallet: opening.navStart } }
        : state.portfolio.accounts;
    this.#dryRun =
      venue.gateway === null
        ? new DryRunVenue({
            ...shared,
            instruments: [...plan.context.instruments.values()],
            policy: sim,
            portfolio: { accounts: accounts as typeof state.portfolio.accounts, positions: state.portfolio.positions },
          })
        : null;
    this.#market = new LiveMarket({
      ...shared,
      feed: venue.feed,
      symbols: plan.symbols,
      barMs: plan.barMs,
      graceMs: plan.config.strategy_config.bar_grace_seconds * SECOND_MS,
      markEveryMs: live.mark_seconds * SECOND_MS,
      bookLevels: live.book_levels,
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
            foreignPolicy: live.foreign_orders,
            reconcileEveryMs: live.reconcile_seconds * SECOND_MS,
            holding: (symbol) => state.portfolio.positions[positionKey(plan.account, symbol)]?.qty ?? ZERO,
            wallet: () => state.portfolio.accounts[plan.account]?.wallet ?? ZERO,
            markOf: (symbol) => this.#market.markOf(symbol),
          });
    const { account, symbols } = plan;
    const tell = (event: InputEvent): void => {
      queue.push(event);
    };
    const { gateway } = venue;
    this.#rules = gateway === null ? null : new RulesWatch({ ...shared, account, symbols, gateway, tell });
    this.broker = present(this.account ?? this.#dryRun, "a venue to trade at").broker;
    this.guard = (broker) => interlockBroker({ broker, state, tell, preflight: input.preflight });
  }

  /** agreedMs: venue time at which the books last agreed with the venue. */
  async start(agreedMs: number): Promise<void> {
    const { state } = this.session;
    this.account?.announce();
    await this.#market.start(this.plan.history);
    this.#dryRun?.start();
    const { walletsAtMs } = this.plan;
    this.account?.start(Object.values(state.portfolio.orders), { agreedMs, walletsAtMs });
    this.#rules?.start();
    this.#watching = this.#watchKey();
    void this.#beat();
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

  async #watchKey(): Promise<void> {
    const { venue, watchKey } = this.input;
    const { signWith: swap, clock } = venue;
    const { account } = this.plan;
    if (watchKey === null || swap === null) return;
    const tell = ({ swapped, reason }: KeyNews): void => {
      this.#queue.push({ type: swapped ? "key.rotated" : "key.refused", atMs: clock.nowMs(), account, reason });
    };
    await watchKey({ swap, tell }, this.#closing.signal).catch((error: unknown) => {
      this.#queue.fail(error);
    });
  }

  /** The loop waits for the market; who watches must still see that it lives. */
  async #beat(): Promise<void> {
    const { clock } = this.input.ports;
    const { signal } = this.#closing;
    for (;;) {
      await clock.sleep(SECOND_MS, signal);
      if (signal.aborted) return;
      this.session.telemetry.heartbeat(this.session.state, "running");
    }
  }
}
