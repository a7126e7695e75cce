import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import { type Fold, walkForwardFolds, type WalkForwardWindows } from "../../../research/walkforward/folds.js";
import { layOutFolds } from "../../../research/walkforward/layout.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { sweptBy } from "../sweep/ground.js";

export interface WindowWish {
  readonly folds: number;
  readonly mode: "anchored" | "rolling";
  readonly trainPerTest: number;
  /** null: the largest max_bars that is configured or tried; without one, the mean holding on the first train. */
  readonly purgeBars: number | null;
}

interface Planned {
  readonly windows: WalkForwardWindows;
  readonly folds: readonly Fold[];
}

/**
 * The windows over so many bars. holding: mean holding in bars over a range, null where a signal ended it; it is asked for
 * only where neither the wish nor the strategy says how long a trade may last.
 *
 * Errors: Failure 2 where the bars are too few.
 */
export async function foldsOf(
  { config, strategy, axes }: Tried,
  bars: number,
  of: { readonly wish: WindowWish; readonly holding: (range: Fold["train"]) => Promise<number | null> },
): Promise<Planned | null> {
  const known = of.wish.purgeBars ?? maxBarsOf({ config, strategy, axes });
  if (known !== null) return plan(bars, of.wish, known);
  const [first] = plan(bars, of.wish, 0).folds;
  const holding = first === undefined ? null : await of.holding(first.train);
  return holding === null ? null : plan(bars, of.wish, Math.ceil(holding));
}

interface Tried {
  readonly config: Config;
  readonly strategy: string;
  readonly axes: readonly SweepAxis[];
}

/**
 * Bars after which the strategy closes a position at the latest, of all that is tried: a trade of the train must not reach
 * into the test, whichever combination is chosen. Null where nothing says so.
 */
function maxBarsOf({ config, strategy, axes }: Tried): number | null {
  const swept = axes.find(({ name }) => name === "max_bars")?.values;
  if (swept !== undefined) return Math.max(...swept);
  const { definition, base } = sweptBy(config, strategy);
  const { max_bars: maxBars } = definition.params.parse(base) as { readonly max_bars?: number | null };
  return maxBars ?? null;
}

function plan(bars: number, { folds: count, mode, trainPerTest }: WindowWish, purgeBars: number): Planned {
  const windows = layOutFolds({ bars, folds: count, trainPerTest, purgeBars, mode });
  const folds = walkForwardFolds(windows);
  if (folds.ok) return { windows, folds: folds.value };
  const message = `${String(bars)} bars are too few for ${String(count)} folds with ${String(purgeBars)} bars between train and test`;
  throw new Failure("too_few_bars", 2, message, {
    path: "--folds",
    value: count,
    fix: "Take fewer folds, a longer span (--from, --to), or a smaller --purge.",
  });
}
