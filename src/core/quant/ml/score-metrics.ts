import { invariant } from "../../lib/invariant.js";

const LEAST = 1e-12;

/** −log of what was said of what came. */
export function logLossOf(probability: number, label: number): number {
  const said = Math.min(1 - LEAST, Math.max(LEAST, probability));
  return label === 1 ? -Math.log(said) : -Math.log1p(-said);
}

/** Mean of −log p of what came; 0.693 is a coin. NaN without samples. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(probabilities, labels, logLossOf);
}

/** Mean of (p − label)²; 0.25 is a coin. NaN without samples. */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOver(probabilities, labels, (said, label) => (said - label) ** 2);
}

function meanOver(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  measure: (said: number, label: number) => number,
): number {
  invariant(probabilities.length === labels.length, "a score needs a label for each probability");
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += measure(probabilities[i] ?? Number.NaN, labels[i] ?? Number.NaN);
  return sum / labels.length;
}

/** Chance that a sample that paid was scored above one that did not; equal scores count half. NaN with one class alone. */
export function areaUnderRoc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from(scores, (_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let [positives, rankSum] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (labels[order[i] ?? 0] !== 1) continue;
      positives += 1;
      rankSum += rank;
    }
    from = to;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** What was said in a band of probabilities and what came. */
export interface ReliabilityBand {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanSaid: number;
  readonly shareSeen: number;
}

/** Bands of equal width over 0…1; those that nothing was said in are left out. */
export function reliability(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bands = 10,
): readonly ReliabilityBand[] {
  const sums = Array.from({ length: bands }, () => ({ count: 0, said: 0, seen: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const said = probabilities[i] ?? Number.NaN;
    const sum = sums[Math.min(bands - 1, Math.floor(said * bands))];
    if (sum === undefined) continue;
    sum.count += 1;
    sum.said += said;
    sum.seen += labels[i] ?? Number.NaN;
  }
  return sums.flatMap(({ count, said, seen }, band) =>
    count === 0
      ? []
      : [{ from: band / bands, to: (band + 1) / bands, count, meanSaid: said / count, shareSeen: seen / count }],
  );
}

/** Mean distance between what was said and what came, each band by its count; 0 is perfect. */
export function calibrationError(bands: readonly ReliabilityBand[]): number {
  const total = bands.reduce((sum, { count }) => sum + count, 0);
  return bands.reduce((sum, { count, meanSaid, shareSeen }) => sum + count * Math.abs(meanSaid - shareSeen), 0) / total;
}
