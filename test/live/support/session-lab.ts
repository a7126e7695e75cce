import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { createControlClient } from "../../../src/core/adapters/control/control-client.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { runExecutor } from "../../../src/core/app/executor-session.js";
import type { BookSnapshot } from "../../../src/core/domain/book.js";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import type { ExecutorReport } from "../../../src/core/domain/executor-summary.js";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import { positionKey } from "../../../src/core/domain/portfolio.js";
import type { Position } from "../../../src/core/domain/position.js";
import { tradingState } from "../../../src/core/domain/trading-state.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { present } from "../../../src/core/lib/invariant.js";
import type { ControlRequest } from "../../../src/core/ports/control.js";
import { root } from "../../core/config/support.js";
import { type EventOf, intendedOf, ofType } from "../../support/engine-story.js";
import { differences, journalProblems } from "./session-problems.js";
import { rising, StoryMarket } from "./story-market.js";
import { ACCOUNT, until, VenueLab, type VenueWishes } from "./venue-lab.js";
import { givenClock } from "./given-clock.js";

/** Market seconds a second: a bar of an hour takes a second. */
const SPEED = 3_600;
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

interface SessionWishes extends Partial<Pick<VenueWishes, "limits" | "symbols">> {
  /** Over the usual ones. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Those that are traded; left out: all that the venue has. */
  readonly universe?: readonly string[];
  /** What happened at the venue before the session began. */
  readonly before?: (venue: VenueLab) => void;
}

function overridesOf(symbols: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    "strategy_config.universe": symbols,
    "strategy_registry.strategies.momentum.symbols": symbols,
    "strategy_config.screener.order_book.max_adverse_imbalance": 1,
    "risk_limits.global.max_trades_per_symbol_per_hour": 60,
    "risk_limits.global.cooldown_minutes_after_stop": 1,
    "runtime.telemetry.interval_ms": 1_000,
    // As long as may be: a request that waits for a busy machine is not late. The time-out is ccxt's, of the wall.
    "runtime.live.recv_window_ms": 5_000,
    "runtime.live.order_timeout_ms": 30_000,
    "runtime.live.reconcile_seconds": 2,
    "runtime.live.mark_seconds": 1,
  };
}

/** A whole live session in testnet mode over real sockets: `hedge executor` in this process, at a venue in this process. */
export class SessionLab {
  readonly venue: VenueLab;
  readonly market: StoryMarket;
  readonly events: JournalEvent[] = [];
  /** What the engine held of a symbol's book right after it was told that the book is broken. */
  readonly brokenBooks: (BookSnapshot | null)[] = [];
  /** Longest given time for which a position of the symbol had no working disaster stop. */
  readonly nakedMs = new Map<string, number>();
  readonly #nakedSinceMs = new Map<string, number>();
  readonly #flags: Parameters<typeof runExecutor>[0];
  #stop = new AbortController();
  readonly directory = mkdtempSync(join(tmpdir(), "hedge-live-"));
  /** Key and addresses, as an operator beside it has them. */
  readonly env: Readonly<Record<string, string>>;
  #running: Promise<ExecutorReport>;
  #state: EngineState | null = null;
  #failure: Error | null = null;

  private constructor({ venue, market }: Pick<SessionLab, "venue" | "market">, wishes: SessionWishes) {
    this.venue = venue;
    this.market = market;
    const { server, symbols } = venue;
    this.#flags = {
      configDirectory: join(root, "config"),
      stateDirectory: this.directory,
      mode: "testnet",
      fromMs: null,
      toMs: null,
      speed: null,
      maxCycles: null,
      fresh: false,
      overrides: { ...overridesOf(wishes.universe ?? symbols), ...wishes.overrides },
    };
    this.env = {
      BINANCE_API_KEY: server.apiKey,
      BINANCE_API_SECRET: server.apiSecret,
      HEDGE__VENUES__BINANCE__TESTNET__REST: server.url,
      HEDGE__VENUES__BINANCE__TESTNET__WS: server.wsUrl,
    };
    this.#running = this.#run();
  }

  #run(): Promise<ExecutorReport> {
    const running = runExecutor(this.#flags, {
      files: nodeFiles,
      clock: givenClock,
      env: { ENV: "testnet", ...this.env },
      stop: this.#stop.signal,
      onProgress: (_share, state) => {
        this.#state = state;
        this.#onTurn(state);
      },
      onEvent: (event) => void this.events.push(event),
    });
    running.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    return running;
  }

  static async open(wishes: SessionWishes): Promise<SessionLab> {
    const { symbols = SYMBOLS, limits } = wishes;
    const market = new StoryMarket({ symbols, path: rising, funding: "none" });
    const venue = await VenueLab.open({ store: market.store, symbols, speed: SPEED, limits });
    wishes.before?.(venue);
    return new SessionLab({ venue, market }, wishes);
  }

  get state(): EngineState {
    return present(this.#state, "state of a session that has begun");
  }

  get isAlive(): boolean {
    return this.#failure === null;
  }

  #onTurn({ market, portfolio }: EngineState): void {
    const nowMs = givenClock.monotonicMs();
    for (const symbol of this.venue.symbols) {
      const position = portfolio.positions[positionKey(ACCOUNT, symbol)];
      const sinceMs = this.#nakedSinceMs.get(symbol) ?? nowMs;
      if (position === undefined || position.unprotectedSinceMs === null) this.#nakedSinceMs.delete(symbol);
      else this.#nakedSinceMs.set(symbol, sinceMs);
      this.nakedMs.set(symbol, Math.max(this.nakedMs.get(symbol) ?? 0, nowMs - sinceMs));
    }
    const event = this.events.at(-1);
    if (event?.type !== "connection.changed" || event.channel !== "book" || event.up || event.symbol === null) return;
    this.brokenBooks.push(market[event.symbol]?.book ?? null);
  }

  /** Waits until it holds; a session that ended by itself fails the test with its own words. */
  async until(holds: (state: EngineState) => boolean, what: string, mostMs = 60_000): Promise<void> {
    const held = (): boolean => {
      if (this.#failure !== null) throw this.#failure;
      return this.#state !== null && holds(this.#state);
    };
    await until(held, () => `${what}; last: ${this.story(12)}`, mostMs);
  }

  /** The market falls through every stop in the next bar. */
  crash(symbol: string): void {
    this.market.crash(symbol, this.venue.market.time.nowMs());
  }

  /** `hedge flatten` of one symbol, as an operator says it beside the running session. */
  flatten(symbol: string): Promise<void> {
    return this.#say({ verb: "flatten", symbol, reason: "enough" });
  }

  /** `hedge halt`; resolves when it was answered. */
  halt(): Promise<void> {
    return this.#say({ verb: "halt", state: "HALTED", strategy: null, reason: "enough" });
  }

  async #say(request: ControlRequest): Promise<void> {
    const client = createControlClient({ clock: givenClock, silenceMs: 10_000 });
    const answer = await client.ask(this.directory, request);
    if (answer.kind !== "replied" || answer.reply.kind !== "done") throw new Error(JSON.stringify(answer));
  }

  /** Ends the session by a signal; what it held stays. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Ends the session by a signal, lets this happen at the venue, and starts it again on its books. */
  async restart(meanwhile: () => void): Promise<void> {
    await this.end();
    meanwhile();
    this.#stop = new AbortController();
    this.#running = this.#run();
  }

  /** Ends venue and folder; `finish` does more and asks for more. */
  async dispose(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#running]);
    await this.venue.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The newest events in short, bars and marks left out. */
  story(count: number): string {
    const told = this.events.filter(({ type }) => !/^(?:market|clock|cycle)\./.test(type));
    return told
      .slice(-count)
      .map((event) => JSON.stringify(event).slice(0, 220))
      .join("\n");
  }

  position(symbol: string): Position | undefined {
    return this.state.portfolio.positions[positionKey(ACCOUNT, symbol)];
  }

  codes(): readonly string[] {
    return this.state.portfolio.causes.map(({ code }) => code);
  }

  /** What only an operator clears; gates come and go with the machine's load. */
  latches(): readonly string[] {
    return this.state.portfolio.causes.flatMap(({ kind, code }) => (kind === "latch" ? [code] : []));
  }

  /** Every gate is open again, and nothing has latched. */
  async active(): Promise<void> {
    await this.until(({ portfolio }) => tradingState(portfolio.causes) === "ACTIVE", "ACTIVE");
  }

  ordersOf(symbol: string, purpose: OrderRecord["purpose"]): readonly OrderRecord[] {
    const orders = Object.values(this.state.portfolio.orders);
    return orders.filter((order) => order.request.symbol === symbol && order.purpose === purpose);
  }

  /** A working disaster stop in the books. */
  isProtected(symbol: string): boolean {
    return this.position(symbol)?.unprotectedSinceMs === null;
  }

  async holding(...symbols: readonly string[]): Promise<void> {
    await this.until(() => symbols.every((symbol) => this.isProtected(symbol)), `protected in ${symbols.join(", ")}`);
  }

  after<T extends JournalEvent["type"]>(seq: number, type: T): readonly EventOf<T>[] {
    return ofType(this.eventsAfter(seq), type);
  }

  eventsAfter(seq: number): readonly JournalEvent[] {
    return this.events.filter((event) => event.seq > seq);
  }

  get seq(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  /** Entries that were sent to the venue after this line. */
  entriesAfter(seq: number): readonly string[] {
    const orders = intendedOf(this.events).map(({ order }) => order);
    const entries = new Set(
      orders.filter(({ purpose }) => purpose === "open").map(({ request }) => request.clientOrderId),
    );
    return this.after(seq, "order.submitted").flatMap(({ clientOrderId }) =>
      entries.has(clientOrderId) ? [clientOrderId] : [],
    );
  }

  /**
   * Ends the session by a signal and returns everything that is not as it has to be after any fault: venue, trades and
   * books agree, no id of ours is there twice, every position has its open closePosition stop, journal and replay hold.
   */
  async finish(): Promise<readonly string[]> {
    this.venue.faults.clear();
    const problems: string[] = [];
    try {
      this.#stop.abort();
      const report = await this.#running;
      if (report.outcome !== "stopped") problems.push(`outcome ${report.outcome}`);
      problems.push(...(await differences(this)), ...journalProblems(this.directory));
    } finally {
      await this.venue.close();
      rmSync(this.directory, { recursive: true, force: true });
    }
    return problems;
  }
}

/** One session through one story; afterwards everything that has to hold after any fault does. */
export async function through(wishes: SessionWishes, story: (lab: SessionLab) => Promise<void>): Promise<void> {
  const lab = await SessionLab.open(wishes);
  const [told] = await Promise.allSettled([story(lab)]);
  const problems = await lab.finish();
  if (told.status === "rejected") throw told.reason as Error;
  expect(problems).toEqual([]);
}
