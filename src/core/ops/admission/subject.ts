import type { Bar } from "../../domain/bar.js";
import type { BoundStrategy } from "../../strategies/definition.js";
import { baseBarMs, warmupMs } from "../../strategies/on-timeframe.js";
import type { BoundPairStrategy, Pair } from "../../strategies/pair-definition.js";

/** What a strategy wants of one market: its direction and size, flat while it wants nothing. */
export interface Wish {
  readonly symbol: string;
  /** Signed, −1…1: direction × strength, or of a leg direction × share; 0 is flat. */
  readonly weight: number;
}

/**
 * One strategy on one market or pair, as admission looks at it: a fold that is asked at each close as if nothing were
 * held, and as if what it last wished were held.
 */
export interface Subject {
  readonly strategy: string;
  /** Market or pair. */
  readonly name: string;
  readonly symbols: readonly string[];
  /** Length of its own bars. */
  readonly barMs: number;
  /** Length of the bars it is fed with. */
  readonly baseMs: number;
  /** Base bars after which older ones change no decision. */
  readonly warmupBars: number;
  create(): unknown;
  /** All bars that closed at one instant, in the order of `symbols`; a missing one is left out. */
  next(state: unknown, bars: readonly Bar[]): void;
  /** What it says while flat, as text: equal texts are equal decisions. */
  verdict(state: unknown): string;
  /** What it wants, given what it holds; `held` is what an earlier call returned. */
  wish(state: unknown, held: Holding): Holding;
}

/** What is held of a subject, by the strategy's own words alone. */
export interface Holding {
  readonly wishes: readonly Wish[];
  /** Of a pair: the terms it was opened on and the instant. */
  readonly terms: unknown;
  readonly sinceMs: number;
}

export const FLAT: Holding = { wishes: [], terms: null, sinceMs: 0 };

/** Every strategy on every market or pair of its own. */
export function subjectsOf(
  strategies: readonly BoundStrategy[],
  pairs: readonly BoundPairStrategy[],
): readonly Subject[] {
  const baseMs = baseBarMs([...strategies, ...pairs]);
  return [
    ...strategies.flatMap((strategy) => strategy.symbols.map((symbol) => marketSubject(strategy, symbol, baseMs))),
    ...pairs.flatMap((strategy) => strategy.pairs.map((pair) => pairSubject(strategy, pair, baseMs))),
  ];
}

function fedWith(
  strategy: Pick<BoundStrategy, "barMs" | "warmupBars">,
  baseMs: number,
): Pick<Subject, "barMs" | "baseMs" | "warmupBars"> {
  return { barMs: strategy.barMs, baseMs, warmupBars: Math.ceil(warmupMs(strategy, baseMs) / baseMs) };
}

interface Fold {
  readonly folded: unknown;
  /** Close of the newest bar. */
  atMs: number;
}

function marketSubject(strategy: BoundStrategy, symbol: string, baseMs: number): Subject {
  return {
    strategy: strategy.id,
    name: symbol,
    symbols: [symbol],
    ...fedWith(strategy, baseMs),
    create: (): Fold => ({ folded: strategy.create(), atMs: 0 }),
    next: (state, bars) => {
      const fold = state as Fold;
      for (const bar of bars) {
        strategy.next(fold.folded, bar);
        fold.atMs = bar.closeTimeMs;
      }
    },
    verdict: (state) => JSON.stringify(strategy.signal((state as Fold).folded, "flat")),
    wish: (state, held) => {
      const { folded, atMs } = state as Fold;
      const weight = held.wishes[0]?.weight ?? 0;
      const signal = strategy.signal(folded, weight > 0 ? "long" : weight < 0 ? "short" : "flat");
      if (signal.kind === "none") return held;
      if (signal.direction === "flat") return FLAT;
      const side = signal.direction === "long" ? 1 : -1;
      // A scaled strategy keeps the size it was opened with while it keeps its side.
      if (Math.sign(weight) === side && signal.exposure === null) return held;
      const wanted = signal.exposure ?? side * signal.strength;
      return { wishes: [{ symbol, weight: wanted }], terms: null, sinceMs: atMs };
    },
  };
}

function pairSubject(strategy: BoundPairStrategy, pair: Pair, baseMs: number): Subject {
  return {
    strategy: strategy.id,
    name: pair.name,
    symbols: pair.symbols,
    ...fedWith(strategy, baseMs),
    create: (): Fold => ({ folded: strategy.create(), atMs: 0 }),
    next: (state, bars) => {
      const fold = state as Fold;
      for (const bar of bars) {
        const leg = pair.symbols.indexOf(bar.symbol);
        if (leg === 0 || leg === 1) strategy.next(fold.folded, leg, bar);
        fold.atMs = bar.closeTimeMs;
      }
    },
    verdict: (state) => JSON.stringify(strategy.signal((state as Fold).folded, pair, null)),
    wish: (state, held) => {
      const { folded, atMs } = state as Fold;
      const terms = held.terms as Parameters<BoundPairStrategy["signal"]>[2];
      const barsHeld = Math.floor(atMs / strategy.barMs) - Math.floor(held.sinceMs / strategy.barMs);
      const signal = strategy.signal(folded, pair, terms === null ? null : { ...terms, barsHeld });
      if (signal.kind === "none") return held;
      if (signal.kind === "leave") return FLAT;
      const wishes = signal.legs.map(({ symbol, direction, share }) => ({
        symbol,
        weight: (direction === "long" ? 1 : -1) * share * signal.strength,
      }));
      return { wishes, terms: { terms: signal.terms, barsHeld: 0 }, sinceMs: atMs };
    },
  };
}
