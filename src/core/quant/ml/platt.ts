import { fitLogistic } from "./logistic.js";
import { sigmoid } from "./sigmoid.js";

/** probability = sigmoid(slope × margin + offset). */
export interface Platt {
  readonly slope: number;
  readonly offset: number;
}

/** The plain reading of a margin. */
export const UNCALIBRATED: Platt = { slope: 1, offset: 0 };

/** Keeps the slope finite where margins part the classes without an error. */
const L2 = 1e-3;

/**
 * Platt's scaling: a logistic regression of what came on the margin. Fewer than ten samples of a class calibrate nothing,
 * and neither does a slope that is not above 0, which would turn the model round.
 *
 * Source:  docs/ML.md#calibration
 */
export function fitPlatt(margins: Float64Array, labels: ArrayLike<number>): Platt {
  const paid = Array.from(labels).filter((label) => label === 1).length;
  if (paid < 10 || labels.length - paid < 10) return UNCALIBRATED;
  const { bias, weights } = fitLogistic({ rows: margins.length, columns: 1, values: margins }, labels, { l2: L2 });
  const slope = weights[0] ?? Number.NaN;
  if (slope > 0) return { slope, offset: bias };
  // The margin says nothing: the base rate is all there is.
  return { slope: 0, offset: Math.log(paid / (labels.length - paid)) };
}

export function calibrated({ slope, offset }: Platt, margin: number): number {
  return sigmoid(slope * margin + offset);
}
