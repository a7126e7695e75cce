import type { Bar } from "../../domain/bar.js";
import type { ModelRecipe } from "../../domain/meta-model.js";
import type { Signal } from "../../domain/intent.js";
import type { BarSeries, BarStore, FundingSeries } from "../../ports/bar-store.js";
import { labelTrade } from "../../quant/ml/triple-barrier.js";
import { createFeatureState, type FeatureState, readFeatures, updateFeatures } from "../../screener/features.js";
import {
  createModelFeatures,
  type Entry,
  MODEL_FEATURES,
  type ModelFeatureState,
  nextModelBar,
  nextModelFunding,
  readModelFeatures,
} from "../../screener/model-features.js";
import type { BoundStrategy } from "../../strategies/definition.js";
import { lowerBound } from "../../lib/lower-bound.js";

/** One entry that the strategy would have made, what was known then, and what came of it after costs. */
export interface Sample {
  readonly symbol: string;
  /** Close of the bar it was decided on, and of the bar that ended it. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly side: "buy" | "sell";
  /** In the order of MODEL_FEATURES; NaN where not known. */
  readonly features: Float64Array;
  readonly netReturn: number;
}

export interface SampleSet {
  /** In order of time, then of symbol. */
  readonly samples: readonly Sample[];
  /** Rows of the market as a whole, for telling later whether it has changed: every so many bars, asked as a buy. */
  readonly population: readonly Float64Array[];
}

/** Bars between two rows of the population. */
const POPULATION_STEP = 4;
const POPULATION_ENTRY: Entry = { side: "buy", strength: Number.NaN };

/** Entries of a strategy over recorded bars, as features and labels. Pure but for reading the store. */
export async function collectSamples(
  store: BarStore,
  strategy: BoundStrategy,
  recipe: ModelRecipe,
): Promise<SampleSet> {
  const span = { fromMs: recipe.fromMs, toMs: recipe.toMs };
  const sets: SampleSet[] = [];
  for (const symbol of recipe.symbols) {
    const bars = await store.bars(symbol, span);
    const funding = await store.funding(symbol, span);
    sets.push(samplesOf(bars, funding, { strategy, recipe }));
  }
  const samples = sets.flatMap((set) => set.samples);
  return {
    samples: samples.sort((a, b) => a.fromMs - b.fromMs || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0)),
    population: sets.flatMap((set) => set.population),
  };
}

/** The same of one symbol. */
export function samplesOf(
  bars: BarSeries,
  funding: FundingSeries | null,
  { strategy, recipe }: { readonly strategy: BoundStrategy; readonly recipe: ModelRecipe },
): SampleSet {
  const walk = startWalk(bars, funding, strategy);
  const samples: Sample[] = [];
  const population: Float64Array[] = [];
  let before = "flat";
  for (let at = 0; at < bars.close.length; at++) {
    const bar = barAt(bars, at);
    step(walk, bar);
    if (at % POPULATION_STEP === 0) population.push(rowOf(walk, POPULATION_ENTRY));
    if (bar.closeTimeMs % strategy.barMs !== 0) continue;
    const signal = strategy.signal(walk.state, "flat");
    const direction = signal.kind === "target" ? signal.direction : "flat";
    if (signal.kind === "target" && direction !== "flat" && direction !== before) {
      const sample = sampleOf(walk, { signal, at, recipe });
      if (sample !== null) samples.push(sample);
    }
    before = direction;
  }
  return { samples, population };
}

/** All that is folded along the bars of one symbol. */
interface Walk {
  readonly bars: BarSeries;
  readonly funding: FundingSeries | null;
  readonly strategy: BoundStrategy;
  readonly state: unknown;
  readonly features: FeatureState;
  readonly model: ModelFeatureState;
  /** Index of the next funding that was not settled yet. */
  nextFunding: number;
}

function startWalk(bars: BarSeries, funding: FundingSeries | null, strategy: BoundStrategy): Walk {
  return {
    ...{ bars, funding, strategy },
    state: strategy.create(),
    features: createFeatureState(),
    model: createModelFeatures(),
    nextFunding: 0,
  };
}

/** Fundings are told before the bar that closes at the same instant, as the engine's feed does. */
function step(walk: Walk, bar: Bar): void {
  const { funding } = walk;
  while (funding !== null && (funding.timeMs[walk.nextFunding] ?? Infinity) <= bar.closeTimeMs) {
    const at = walk.nextFunding++;
    nextModelFunding(walk.model, funding.rate[at] ?? Number.NaN, funding.timeMs[at] ?? Number.NaN);
  }
  walk.strategy.next(walk.state, bar);
  updateFeatures(walk.features, bar);
  nextModelBar(walk.model, bar);
}

function rowOf({ features, model }: Walk, entry: Entry): Float64Array {
  const read = readModelFeatures(model, { features: readFeatures(features), book: null }, entry);
  return Float64Array.from(MODEL_FEATURES, ({ name }) => read[name]);
}

type Target = Extract<Signal, { kind: "target" }>;

function sampleOf(
  walk: Walk,
  { signal, at, recipe }: { readonly signal: Target; readonly at: number; readonly recipe: ModelRecipe },
): Sample | null {
  const { bars } = walk;
  const { exits } = signal;
  const atr = exits?.atr ?? readFeatures(walk.features).atr;
  const stopDistance = exits !== null && exits.stopDistance > 0 ? exits.stopDistance : recipe.stopAtr * atr;
  const horizonBars = Math.min(recipe.horizonBars, exits?.maxBars ?? Infinity);
  const side = signal.direction === "long" ? "buy" : "sell";
  const takeDistance = recipe.takeMultiple * stopDistance;
  const trade = { decidedAt: at, side: side === "buy" ? 1 : -1, stopDistance, takeDistance, horizonBars } as const;
  const costs = { feeBps: recipe.feeBps, slippageBps: recipe.slippageBps, fundingOver: fundingOver(walk) };
  const outcome = stopDistance > 0 ? labelTrade(bars, trade, costs) : null;
  if (outcome === null) return null;
  return {
    ...{ symbol: bars.symbol, side },
    fromMs: closeOf(bars, at),
    toMs: closeOf(bars, outcome.endedAt),
    features: rowOf(walk, { side, strength: signal.strength }),
    netReturn: outcome.netReturn,
  };
}

/** Funding of a market without a series is the assumption of backtests: 0.01 % every eight hours. */
const ASSUMED_RATE_OF_BAR = 0.0001 / 8;

function fundingOver({ bars, funding }: Walk): (from: number, to: number) => number {
  return (from, to) => {
    if (funding === null) return ((to - from + 1) * bars.barMs * ASSUMED_RATE_OF_BAR) / 3_600_000;
    const [fromMs, toMs] = [bars.openTimeMs[from] ?? Infinity, closeOf(bars, to)];
    let paid = 0;
    for (let at = lowerBound(funding.timeMs, fromMs + 1); at < funding.timeMs.length; at++) {
      if ((funding.timeMs[at] ?? Infinity) > toMs) break;
      paid += funding.rate[at] ?? 0;
    }
    return paid;
  };
}

function closeOf(bars: BarSeries, at: number): number {
  return (bars.openTimeMs[at] ?? Number.NaN) + bars.barMs;
}

function barAt(bars: BarSeries, at: number): Bar {
  const openTimeMs = bars.openTimeMs[at] ?? Number.NaN;
  return {
    symbol: bars.symbol,
    openTimeMs,
    closeTimeMs: openTimeMs + bars.barMs,
    open: bars.open[at] ?? Number.NaN,
    high: bars.high[at] ?? Number.NaN,
    low: bars.low[at] ?? Number.NaN,
    close: bars.close[at] ?? Number.NaN,
    volume: bars.volume[at] ?? Number.NaN,
    mark: null,
  };
}
