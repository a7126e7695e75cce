import type { RearmWait } from "../domain/decision-book.js";
import type { CycleSignal } from "../domain/event.js";
import type { Direction, Drop, DropDetail, DropReason, ExitLevels, ProtoIntent } from "../domain/intent.js";
import type { MarketView, SymbolView } from "../domain/market-view.js";
import type { PairLeg, PairTerms } from "../domain/pair.js";
import { present } from "../lib/invariant.js";
import { dropOf, featureFigures, filterEntry, marketReasons } from "./filters.js";
import type { FilterDrop, SignalFilters } from "./filters.js";
import type { ScreenerPolicy } from "./policy.js";
import type { ScreenedIntent } from "./screened-intent.js";

interface PairOfMarkets {
  readonly name: string;
  readonly symbols: readonly [string, string];
}

interface LegOfSignal {
  readonly symbol: string;
  readonly direction: Exclude<Direction, "flat">;
  readonly share: number;
  readonly rank: 0 | 1;
  readonly exits: ExitLevels;
}

/** A strategy's word on a pair; `PairSignal` fits. */
type SignalOfPair = { readonly zone: -1 | 0 | 1 } & (
  | {
      readonly kind: "enter";
      readonly strength: number;
      readonly terms: PairTerms;
      readonly maxBars: number;
      readonly legs: readonly [LegOfSignal, LegOfSignal];
      readonly reasons: readonly string[];
    }
  | { readonly kind: "leave"; readonly reasons: readonly string[] }
  | { readonly kind: "none"; readonly reason: DropReason; readonly detail: DropDetail | null }
);

type Entry = Extract<SignalOfPair, { kind: "enter" }>;

interface HeldTerms {
  readonly terms: PairTerms;
  readonly barsHeld: number;
}

/** What the screener needs of a strategy on pairs; a BoundPairStrategy fits. */
export interface ScreenedPairStrategy {
  readonly id: string;
  readonly barMs: number;
  readonly pairs: readonly PairOfMarkets[];
  create(): unknown;
  signal(state: unknown, pair: PairOfMarkets, held: HeldTerms | null): SignalOfPair;
}

/** Whether a strategy holds a pair, and on which terms; busy while its orders are on their way, in or out. */
export type PairHolding = "none" | "busy" | { readonly terms: PairTerms; readonly openedAtMs: number };

export interface ScreenPairsInput {
  readonly view: MarketView;
  readonly strategies: readonly ScreenedPairStrategy[];
  readonly states: (strategyId: string, pair: string) => unknown;
  readonly holding: (strategyId: string, pair: string) => PairHolding;
  readonly rearm: readonly RearmWait[];
  /** By strategy id. */
  readonly filters: Readonly<Record<string, SignalFilters>>;
  readonly policy: ScreenerPolicy;
}

interface ScreenedPairs {
  readonly protoIntents: readonly ScreenedIntent[];
  readonly drops: readonly Drop[];
  readonly signals: readonly CycleSignal[];
}

interface PairInMarket {
  readonly strategy: ScreenedPairStrategy;
  readonly pair: PairOfMarkets;
  readonly legs: readonly [SymbolView, SymbolView];
}

/**
 * Asks every strategy on pairs about each of its pairs whose markets are both in the view: both legs end as
 * proto-intents, or both as drops with the same reason. As with single markets exits pass every filter, but not
 * without their bars.
 */
export function screenPairs(input: ScreenPairsInput): ScreenedPairs {
  const found = { protoIntents: [] as ScreenedIntent[], drops: [] as Drop[], signals: [] as CycleSignal[] };
  for (const strategy of input.strategies) {
    for (const pair of strategy.pairs) {
      const [y, x] = pair.symbols.map((symbol) => input.view.symbols.get(symbol));
      if (y === undefined || x === undefined) continue;
      const drop = screenPair({ strategy, pair, legs: [y, x] }, input, found);
      if (drop === null) continue;
      for (const symbol of pair.symbols) found.drops.push({ strategy: strategy.id, symbol, ...drop });
    }
  }
  return found;
}

interface Found {
  readonly protoIntents: ScreenedIntent[];
  readonly drops: Drop[];
  readonly signals: CycleSignal[];
}

/** Adds what the strategy wants of a pair to `found`, or returns why it gets nothing. */
function screenPair(of: PairInMarket, input: ScreenPairsInput, found: Found): FilterDrop | null {
  const { strategy, pair } = of;
  const stale = staleDrop(of, input.view.atMs);
  if (stale !== null) return stale;
  const holding = input.holding(strategy.id, pair.name);
  if (holding === "busy") return { reason: "order_pending", detail: null };
  const held = holding === "none" ? null : heldTerms(holding, strategy.barMs, input.view.atMs);
  const signal = strategy.signal(input.states(strategy.id, pair.name) ?? strategy.create(), pair, held);
  if (signal.kind === "none") return { reason: signal.reason, detail: signal.detail };
  if (signal.kind === "leave") {
    leave(of, signal.reasons, input, found);
    return null;
  }
  const waits = betweenBars(of);
  if (waits !== null) return waits;
  for (const { symbol, direction } of signal.legs) {
    found.signals.push({ strategy: strategy.id, symbol, direction, strength: signal.strength });
  }
  const refused = entryDrop(of, signal, input);
  if (refused === null) enter(of, signal, input, found);
  return refused;
}

function leave(of: PairInMarket, reasons: readonly string[], { policy }: ScreenPairsInput, found: Found): void {
  for (const view of of.legs) {
    found.signals.push({ strategy: of.strategy.id, symbol: view.symbol, direction: "flat", strength: 0 });
    found.protoIntents.push({ ...protoOf(of, view, reasons, policy), direction: "flat", strength: 0 });
  }
}

function enter(of: PairInMarket, signal: Entry, { policy }: ScreenPairsInput, found: Found): void {
  const { pair } = of;
  for (const { symbol, direction, exits, share, rank } of signal.legs) {
    const leg: PairLeg = { pair: pair.name, share, rank, terms: signal.terms };
    const proto = protoOf(of, viewOf(of, symbol), signal.reasons, policy);
    // What it holds at most is how long it pays funding.
    const horizonBars = Math.ceil(signal.maxBars);
    found.protoIntents.push({
      ...proto,
      horizonBars,
      direction,
      strength: signal.strength,
      exits,
      group: pair.name,
      leg,
    });
  }
}

function viewOf({ legs }: PairInMarket, symbol: string): SymbolView {
  return present(
    legs.find((leg) => leg.symbol === symbol),
    `view of ${symbol}`,
  );
}

function heldTerms({ terms, openedAtMs }: Exclude<PairHolding, string>, barMs: number, atMs: number): HeldTerms {
  // Closes of the strategy's own bars since the entry.
  return { terms, barsHeld: Math.floor(atMs / barMs) - Math.floor(openedAtMs / barMs) };
}

function staleDrop({ strategy, legs }: PairInMarket, atMs: number): FilterDrop | null {
  const late = legs.find(({ stale, lastBar }) => stale || lastBar === null);
  if (late === undefined) return null;
  const ageMs = late.lastBar === null ? Number.NaN : atMs - late.lastBar.closeTimeMs;
  return dropOf("stale_bars", ageMs / 1_000, strategy.barMs / 1_000, "strategy_config.bar_grace_seconds");
}

/** Entries come with the close of the strategy's own bars alone. */
function betweenBars({ strategy, legs }: PairInMarket): FilterDrop | null {
  const sinceMs = Math.max(...legs.map(({ lastBar }) => (lastBar?.closeTimeMs ?? Number.NaN) % strategy.barMs));
  if (sinceMs === 0) return null;
  const setting = `strategy_config.strategies.${strategy.id}.timeframe`;
  return dropOf("between_bars", sinceMs / 1_000, strategy.barMs / 1_000, setting);
}

function entryDrop(of: PairInMarket, signal: Entry, { rearm, filters, policy }: ScreenPairsInput): FilterDrop | null {
  const { strategy, pair } = of;
  const waits = rearm.some(
    (wait) => wait.strategy === strategy.id && wait.symbol === pair.name && wait.zone === signal.zone,
  );
  if (waits) return { reason: "rearm", detail: null };
  const settings = present(filters[strategy.id], `filters of ${strategy.id}`);
  for (const { symbol, direction } of signal.legs) {
    const view = viewOf(of, symbol);
    const refused = filterEntry({ strategyId: strategy.id, direction, view, filters: settings, policy });
    if (refused !== null) return refused;
  }
  return null;
}

function protoOf(
  { strategy }: PairInMarket,
  view: SymbolView,
  reasons: readonly string[],
  policy: ScreenerPolicy,
): Omit<ProtoIntent, "direction" | "strength"> {
  return {
    strategy: strategy.id,
    symbol: view.symbol,
    exposure: null,
    horizonBars: policy.default_horizon_bars,
    exits: null,
    features: featureFigures(view, policy),
    reasons: [...reasons, ...marketReasons(view.features)],
  };
}
