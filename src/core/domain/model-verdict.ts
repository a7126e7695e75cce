import type { ModelEvaluation } from "./meta-model.js";

/** One thing an evaluation must show before a model may touch an order. */
export interface ModelCheck {
  readonly name: string;
  readonly pass: boolean;
  readonly measured: number | null;
  readonly limit: number;
  readonly words: string;
}

const LEAST_SAMPLES = 500;
const LEAST_PASSED = 50;
const LEAST_T = 2;
const LEAST_AUC = 0.52;
/** Beyond what luck makes of a perfect forecast. */
const MOST_CALIBRATION_ERROR = 0.05;

/**
 * Whether the out-of-sample figures of a model are worth acting on. Every check says what must hold: NaN fails.
 *
 * The bar of the skill rises with the number of models tried on the same data, by √(2 ln trials): the expected maximum of so
 * many draws of luck.
 */
export function modelChecks(found: ModelEvaluation): readonly ModelCheck[] {
  const leastT = LEAST_T + Math.sqrt(2 * Math.log(Math.max(1, found.trials)));
  const leastFolds = Math.ceil(0.6 * found.folds);
  const uplift = found.passedReturn === null ? Number.NaN : found.passedReturn - found.meanReturn;
  const mostGap = MOST_CALIBRATION_ERROR + luckOf(found);
  const atLeast = (name: string, measured: number, limit: number, words: string): ModelCheck => {
    return { name, pass: measured >= limit, measured: Number.isFinite(measured) ? measured : null, limit, words };
  };
  return [
    atLeast("samples", found.samples, LEAST_SAMPLES, "entries out of sample"),
    atLeast("skill", found.skillT, leastT, "t of the gain in log loss"),
    atLeast("folds", found.foldsWon, leastFolds, "folds better than base rate"),
    atLeast("ranking", found.auc, LEAST_AUC, "area under ROC curve"),
    {
      ...atLeast("calibration", found.calibrationError, mostGap, "mean gap said-seen, at most"),
      pass: found.calibrationError <= mostGap,
    },
    atLeast("passed", found.passed, LEAST_PASSED, "entries let pass"),
    atLeast("uplift", uplift, 0, "return over all entries"),
    atLeast("pays", found.passedReturn ?? Number.NaN, 0, "net return of passed"),
  ];
}

/** Mean gap that even a perfect forecast shows in so few samples: √(2/π) standard errors of each band, by its count. */
function luckOf({ reliability, samples }: ModelEvaluation): number {
  const gaps = reliability.map(({ meanSaid, count }) => Math.sqrt((2 / Math.PI) * count * meanSaid * (1 - meanSaid)));
  return gaps.reduce((sum, gap) => sum + gap, 0) / samples;
}

export function passesEvaluation(found: ModelEvaluation | null): boolean {
  return found !== null && modelChecks(found).every(({ pass }) => pass);
}
