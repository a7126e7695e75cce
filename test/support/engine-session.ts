import type { PaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import { createEngineContext } from "../../src/core/app/engine-context.js";
import type { Config } from "../../src/core/config/config-files.js";
import type { EventBody, JournalEvent } from "../../src/core/domain/event.js";
import { apply } from "../../src/core/engine/apply.js";
import { supervise } from "../../src/core/engine/supervisor.js";
import { Executor, type ExecutorObserver, type ExecutorOutcome } from "../../src/core/engine/executor.js";
import { bodyOf } from "../../src/core/engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../src/core/engine/state.js";
import { decFromNumber } from "../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { BoundStrategy } from "../../src/core/strategies/definition.js";
import { changedTexts, loaded } from "../core/config/support.js";
import type { BoundPairStrategy } from "../../src/core/strategies/pair-definition.js";
import { MemoryJournal, notedBroker, readLines } from "./engine-journal.js";
import { FROM_MS, type MarketSketch, openBarMarket, WARMUP_BARS } from "./engine-market.js";

/** Shipped configuration without slippage, so that prices in tests are those of the bars; and what a test changes. */
export function engineConfig(changes: Readonly<Record<string, unknown>> = {}): Config {
  const exact = { "runtime.sim.slippage_bps": 0, "runtime.sim.impact_at_full_volume_bps": 0 };
  return loaded(changedTexts({ ...exact, ...changes }), { dotEnvPath: null });
}

/** The engine's context of a configuration, with strategies made by hand in place of the registered ones. */
export function engineContext(
  config: Config,
  strategies: readonly BoundStrategy[] | null,
  pairs: readonly BoundPairStrategy[] = [],
): EngineContext {
  const context = createEngineContext(config);
  if (strategies === null) return context;
  const [filters] = Object.values(context.filters);
  const [caps] = Object.values(context.risk.strategies);
  const all = <T>(value: T | undefined): Record<string, T> =>
    Object.fromEntries([...strategies, ...pairs].map(({ id }) => [id, value!]));
  return { ...context, strategies, pairs, filters: all(filters), risk: { ...context.risk, strategies: all(caps) } };
}

export interface SessionSetup {
  readonly config: Config;
  readonly context: EngineContext;
  readonly symbols: readonly string[];
  readonly openMarket: () => Promise<PaperVenue>;
  /** Bars before the session, for its start line. */
  readonly warmupBars: number;
  readonly hours: number;
  /** First instant of trading; that of markets made by hand where it is left out. */
  readonly fromMs?: number;
}

export interface BarSetup {
  readonly markets: readonly MarketSketch[];
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Null keeps the registered ones. */
  readonly strategies?: readonly BoundStrategy[] | null;
  readonly pairs?: readonly BoundPairStrategy[];
  /** Stands between engine and venue: faults. */
  readonly wrap?: (market: PaperVenue) => PaperVenue;
}

export function barSetup({ markets, changes, strategies = null, pairs, wrap }: BarSetup): SessionSetup {
  const config = engineConfig(changes);
  return {
    config,
    context: engineContext(config, strategies, pairs),
    symbols: markets.map(({ symbol }) => symbol),
    openMarket: async () => {
      const market = await openBarMarket(config, markets);
      return wrap === undefined ? market : wrap(market);
    },
    warmupBars: WARMUP_BARS,
    hours: Math.max(...markets.map(({ bars }) => bars.length)),
  };
}

function startOf({ config, symbols, warmupBars, hours, fromMs = FROM_MS }: SessionSetup): EventBody {
  const navStart = decFromNumber(config.runtime.paper.start_nav_usdt);
  return {
    type: "session.started",
    atMs: fromMs - warmupBars * HOUR_MS,
    fromMs,
    toMs: fromMs + hours * HOUR_MS,
    symbols,
    navStart,
    wallets: { main: navStart },
    configHash: "0".repeat(64),
    config: {},
    codeVersion: "test",
    dataHash: "0".repeat(64),
    notes: [],
  };
}

const NOBODY: ExecutorObserver = { onEvent: () => undefined, onTurn: () => undefined, onDecision: () => undefined };

export interface RunOptions {
  /** Lines of an earlier process. */
  readonly lines?: readonly string[];
  readonly maxCycles?: number | null;
  readonly stop?: AbortSignal;
  readonly observer?: Partial<ExecutorObserver>;
  readonly pace?: (atMs: number) => Promise<void>;
  /** Sees the journal even if the session throws. */
  readonly onJournal?: (journal: MemoryJournal) => void;
}

export interface SessionRun {
  readonly outcome: ExecutorOutcome;
  readonly state: EngineState;
  readonly journal: MemoryJournal;
  readonly events: readonly JournalEvent[];
}

export function fold(events: readonly JournalEvent[], context: EngineContext): EngineState {
  const state = createEngineState("paper");
  for (const event of events) apply(state, bodyOf(event), context);
  return state;
}

/** Runs a session, or goes on with one, as `app/executor-session.ts` does: fold, restore, then the loop. */
export async function runSession(setup: SessionSetup, options: RunOptions = {}): Promise<SessionRun> {
  const { context } = setup;
  const lines = options.lines ?? [];
  const past = readLines(lines);
  const state = fold(past, context);
  const journal = new MemoryJournal(lines);
  options.onJournal?.(journal);
  const market = await setup.openMarket();
  if (past.length > 0) await market.driver.restore(past);
  const executor = new Executor({
    state,
    context,
    journal,
    driver: market.driver,
    broker: notedBroker(market.broker, journal.deeds),
    clock: { monotonicMs: () => 0 },
    observer: { ...NOBODY, ...options.observer },
    pace: options.pace ?? (async () => undefined),
    stop: options.stop ?? new AbortController().signal,
    maxCycles: options.maxCycles ?? null,
  });
  if (past.length === 0) executor.record(startOf(setup));
  else executor.record({ type: "session.resumed", atMs: state.atMs, cutBytes: 0 });
  const outcome = await supervise(executor);
  return { outcome, state, journal, events: journal.events };
}
