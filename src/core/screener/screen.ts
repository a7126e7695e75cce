import type { RearmWait } from "../domain/decision-book.js";
import type { CycleSignal } from "../domain/event.js";
import type { Direction, Drop, Signal } from "../domain/intent.js";
import type { Bar } from "../domain/bar.js";
import type { ModelPrediction } from "../domain/meta-signal.js";
import type { MarketView, SymbolView } from "../domain/market-view.js";
import { invariant, present } from "../lib/invariant.js";
import { dropOf, featureFigures, filterEntry, marketReasons } from "./filters.js";
import type { FilterDrop, SignalFilters } from "./filters.js";
import { type AskedModel, askModel, type ModelView } from "./meta-signal.js";
import type { ScreenerPolicy } from "./policy.js";
import type { ResizeWish, ScreenedIntent } from "./screened-intent.js";

/** What the screener needs of a strategy; a BoundStrategy fits. */
export interface ScreenedStrategy {
  readonly id: string;
  readonly barMs: number;
  readonly symbols: readonly string[];
  create(): unknown;
  signal(state: unknown, held: Direction): Signal;
}

interface ScreenInput {
  readonly view: MarketView;
  /** Enabled strategies only. */
  readonly strategies: readonly ScreenedStrategy[];
  /** Folded state of a strategy on a symbol; undefined before its first bar. */
  readonly states: (strategyId: string, symbol: string) => unknown;
  /** Direction of the position that this strategy owns in the symbol; flat without one. */
  readonly held: (strategyId: string, symbol: string) => Direction;
  readonly rearm: readonly RearmWait[];
  /** By strategy id. */
  readonly filters: Readonly<Record<string, SignalFilters>>;
  readonly policy: ScreenerPolicy;
  /** Asked about every entry that passes the filters; none where it is null or left out. */
  readonly model?: AskedModel | null;
  readonly modelView?: ModelView;
}

interface ScreenResult {
  readonly protoIntents: readonly ScreenedIntent[];
  readonly drops: readonly Drop[];
  /** Every wish to change a position, filtered or not: the funnel of `doctor signals` starts here. */
  readonly signals: readonly CycleSignal[];
  /** What the model said of each entry it was asked about. */
  readonly predictions: readonly ModelPrediction[];
}

type Target = Extract<Signal, { kind: "target" }>;

interface Pair {
  readonly strategy: ScreenedStrategy;
  readonly view: SymbolView;
  readonly held: Direction;
}

/**
 * Asks every strategy about each of its symbols in the view: one proto-intent or one drop for each pair, in the order
 * of the strategies and their symbols.
 *
 * An exit (a target that is flat or opposite to what is held) passes every filter, but not without its bar: with stale
 * bars the signal would be the old one, and the stop that protects the position rests at the venue in any case.
 */
export function screen(input: ScreenInput): ScreenResult {
  const protoIntents: ScreenedIntent[] = [];
  const drops: Drop[] = [];
  const signals: CycleSignal[] = [];
  const predictions: ModelPrediction[] = [];
  for (const strategy of input.strategies) {
    for (const symbol of strategy.symbols) {
      const view = input.view.symbols.get(symbol);
      if (view === undefined) continue;
      const pair = { strategy, view, held: input.held(strategy.id, symbol) };
      const reading = readPair(pair, input);
      if (reading.target !== null) {
        const { direction, strength } = reading.target;
        signals.push({ strategy: strategy.id, symbol, direction, strength });
      }
      const drop =
        reading.drop === null ? judgeByModel(pair, reading, { input, protoIntents, predictions }) : reading.drop;
      if (drop !== null) drops.push({ strategy: strategy.id, symbol, reason: drop.reason, detail: drop.detail });
    }
  }
  return { protoIntents, drops, signals, predictions };
}

interface Judging {
  readonly input: ScreenInput;
  readonly protoIntents: ScreenedIntent[];
  readonly predictions: ModelPrediction[];
}

/** Takes the proto-intent, with the model's factor on an entry; the drop where the model refuses it. */
function judgeByModel(pair: Pair, wanted: Wanted, { input, protoIntents, predictions }: Judging): FilterDrop | null {
  const proto = protoIntentOf(pair, wanted, input.policy);
  const { model = null, policy, view } = input;
  const judges = model !== null && (model.strategy ?? proto.strategy) === proto.strategy;
  if (!judges || pair.held !== "flat") {
    protoIntents.push(proto);
    return null;
  }
  const side = proto.direction === "long" ? "buy" : "sell";
  const verdict = askModel(
    model,
    { ...proto, side },
    {
      policy: policy.meta_signal,
      atMs: view.atMs,
      ...(input.modelView === undefined ? {} : { view: input.modelView }),
    },
  );
  predictions.push(verdict.prediction);
  if ("drop" in verdict) return verdict.drop;
  protoIntents.push({ ...proto, modelScale: verdict.scale });
  return null;
}

/** A target that wants the position changed, the drop that ends it, or both. */
type Reading = Wanted | { readonly target: Target | null; readonly drop: FilterDrop };

interface Wanted {
  readonly target: Target;
  readonly drop: null;
  readonly resize?: ResizeWish;
}

function readPair(pair: Pair, input: ScreenInput): Reading {
  const { strategy, view, held } = pair;
  if (view.stale || view.lastBar === null) return { target: null, drop: staleDrop(pair, input.view.atMs) };
  const signal = strategy.signal(input.states(strategy.id, view.symbol) ?? strategy.create(), held);
  if (signal.kind === "none") return { target: null, drop: signal };
  const sound = signal.strength >= 0 && signal.strength <= 1;
  invariant(sound, `${strategy.id} on ${view.symbol}: strength ${signal.strength} is not within 0 and 1`);
  if (signal.direction === held && (held === "flat" || signal.exposure === null)) {
    return { target: null, drop: { reason: held === "flat" ? "no_signal" : "holding", detail: null } };
  }
  // Out of a position at any time, into one and about one only when a bar of the strategy's own has just closed.
  const waits = held === "flat" || signal.direction === held ? betweenBars(pair, view.lastBar) : null;
  if (waits !== null) return { target: null, drop: waits };
  if (signal.direction === held) return { target: signal, drop: null, resize: resizeWish(pair, signal, input) };
  const drop = held === "flat" ? entryDrop(pair, signal, input) : null;
  return drop === null ? { target: signal, drop } : { target: signal, drop };
}

/** Not dropped where the strategy's own bar has closed with the newest base bar. */
function betweenBars({ strategy }: Pair, { closeTimeMs }: Bar): FilterDrop | null {
  const sinceMs = closeTimeMs % strategy.barMs;
  if (sinceMs === 0) return null;
  const setting = `strategy_config.strategies.${strategy.id}.timeframe`;
  return dropOf("between_bars", sinceMs / 1_000, strategy.barMs / 1_000, setting);
}

/** More of a position is an entry like any other to the filters. */
function resizeWish({ strategy, view }: Pair, target: Target, { filters, policy }: ScreenInput): ResizeWish {
  const { direction, rebalanceBand } = target;
  invariant(direction !== "flat", "a held direction is long or short");
  const settings = present(filters[strategy.id], `filters of ${strategy.id}`);
  const increaseDrop = filterEntry({ strategyId: strategy.id, direction, view, filters: settings, policy });
  return { band: rebalanceBand ?? 0, increaseDrop };
}

function staleDrop({ strategy, view }: Pair, atMs: number): FilterDrop {
  const ageMs = view.lastBar === null ? Number.NaN : atMs - view.lastBar.closeTimeMs;
  // A bar is due when the newest one is as old as a bar is long; the setting says how much later it may come.
  return dropOf("stale_bars", ageMs / 1_000, strategy.barMs / 1_000, "strategy_config.bar_grace_seconds");
}

function entryDrop({ strategy, view }: Pair, target: Target, input: ScreenInput): FilterDrop | null {
  const { direction, zone } = target;
  if (direction === "flat") return { reason: "no_signal", detail: null };
  const waits = input.rearm.some(
    (wait) => wait.strategy === strategy.id && wait.symbol === view.symbol && wait.zone === zone,
  );
  if (waits) return { reason: "rearm", detail: null };
  const filters = present(input.filters[strategy.id], `filters of ${strategy.id}`);
  return filterEntry({ strategyId: strategy.id, direction, view, filters, policy: input.policy });
}

function protoIntentOf({ strategy, view }: Pair, { target, resize }: Wanted, policy: ScreenerPolicy): ScreenedIntent {
  return {
    ...(resize === undefined ? {} : { resize }),
    strategy: strategy.id,
    symbol: view.symbol,
    direction: target.direction,
    strength: target.strength,
    exposure: target.exposure,
    horizonBars: target.exits?.maxBars ?? policy.default_horizon_bars,
    exits: target.exits,
    features: featureFigures(view, policy),
    reasons: [...target.reasons, ...marketReasons(view.features)],
  };
}
