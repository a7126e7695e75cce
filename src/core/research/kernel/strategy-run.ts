import { canonicalJson } from "../../lib/canonical-json.js";
import { invariant, present } from "../../lib/invariant.js";
import { PAIR_STRATEGIES } from "../../strategies/pair-registry.js";
import { MARKET_STRATEGIES } from "../../strategies/registry.js";
import type { RunExtras } from "./momentum-run.js";
import { PairTrial } from "./pair-trial.js";
import {
  type AnyPairStrategy,
  type AnyStrategy,
  marketFeed,
  ownCloses,
  pairFeed,
  type StrategyFeed,
} from "./strategy-feed.js";
import { StrategyTrial, type TrialGround } from "./strategy-trial.js";
import type { Tally } from "./tally.js";

/** One combination of any strategy, as plain data. */
export interface StrategyPoint {
  /** Id of the strategy's definition. */
  readonly strategy: string;
  /** All of its parameters, as its schema gives them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Number of the only market that it trades; left out: all of them share the account. */
  readonly market?: number;
}

export interface PointRun {
  readonly point: StrategyPoint;
  readonly extras: RunExtras;
}

/** Bars after which a watcher is told how far it is: some hundredths of a second. */
const ROWS_BETWEEN_SHARES = 256;

interface Trial {
  readonly tally: Tally;
  take(row: number): void;
}

/** Folds and combinations that read them, set up once; the loop over bars asks no more what kind they are. */
interface Lockstep {
  readonly feeds: readonly StrategyFeed[];
  readonly trials: readonly Trial[];
}

/**
 * Combinations whose folds are the same (`foldKey`), side by side over one pass of the bars: the fold is computed once, and
 * each combination depends on itself alone. `onShare` is told now and then how much of the bars is done, 0…1.
 *
 * Errors: InvariantError for an unknown strategy, or markets of different length.
 */
export function runPoints(
  ground: Omit<TrialGround, "own">,
  runs: readonly PointRun[],
  onShare?: (share: number) => void,
): readonly Tally[] {
  const [first] = runs;
  if (first === undefined) return [];
  const { markets, terms } = ground;
  const rows = markets[0]?.open.length ?? 0;
  for (const { open } of markets) invariant(open.length === rows, "markets of a set have the same bars");
  const { feeds, trials } = lockstepOf(ground, runs, first.point);
  for (let row = 0; row < rows; row += 1) {
    if (row % ROWS_BETWEEN_SHARES === 0) onShare?.(row / rows);
    for (const feed of feeds) feed.take(row);
    if (row < terms.firstRow) continue;
    for (const trial of trials) trial.take(row);
  }
  return trials.map(({ tally }) => tally);
}

/** Points with the same key share their folds. */
export function foldKey({ strategy, params }: StrategyPoint): string {
  const { foldParams } = definitionOf(strategy);
  const read = foldParams === undefined ? params : Object.fromEntries(foldParams.map((name) => [name, params[name]]));
  // Pairs are no part of a fold, and say which folds there are.
  return canonicalJson({ strategy, read, pairs: params["pairs"] ?? null });
}

/** The definition behind a point. */
export function definitionOf(strategy: string): AnyStrategy | AnyPairStrategy {
  const known = [...MARKET_STRATEGIES, ...PAIR_STRATEGIES].find(({ id }) => id === strategy);
  return present(known, `strategy ${strategy}`);
}

function lockstepOf(
  ground: Omit<TrialGround, "own">,
  runs: readonly PointRun[],
  { strategy, params: sharedParams }: StrategyPoint,
): Lockstep {
  const definition = definitionOf(strategy);
  const market = present(ground.markets[0], "a market");
  const whole: TrialGround = { ...ground, own: ownCloses(market, definition.barMs) };
  if (!("pairs" in definition)) {
    const feeds = ground.markets.map((each) => marketFeed(definition, sharedParams, each));
    return {
      feeds,
      trials: runs.map(
        ({ point, extras }) => new StrategyTrial(whole, { definition, params: point.params, feeds }, extras),
      ),
    };
  }
  const pairs = definition.pairs(sharedParams);
  const marketOf = (symbol: string): TrialGround["markets"][number] =>
    present(
      ground.markets.find((each) => each.symbol === symbol),
      `market ${symbol} of a pair`,
    );
  const feeds = pairs.map(({ symbols: [y, x] }) => pairFeed(definition, sharedParams, [marketOf(y), marketOf(x)]));
  return {
    feeds,
    trials: runs.map(
      ({ point, extras }) => new PairTrial(whole, { definition, params: point.params, pairs, feeds }, extras),
    ),
  };
}
