/** Count, mean and Σ (value − mean)² of values that came in any number of parts. */
export interface RunningMoments {
  readonly count: number;
  readonly mean: number;
  readonly squaredDeviations: number;
}

/** Of values that are there; NaN and infinite ones are left out. */
export function momentsOf(values: Iterable<number>): RunningMoments {
  let [count, mean, squaredDeviations] = [0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    const step = value - mean;
    mean += step / count;
    squaredDeviations += step * (value - mean);
  }
  return { count, mean, squaredDeviations };
}

/** Moments of both parts together (Chan, Golub and LeVeque 1979). */
export function mergeMoments(a: RunningMoments, b: RunningMoments): RunningMoments {
  const count = a.count + b.count;
  if (count === 0) return a;
  const apart = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (apart * b.count) / count,
    squaredDeviations: a.squaredDeviations + b.squaredDeviations + (apart * apart * a.count * b.count) / count,
  };
}

/** Sample variance (ddof 1); NaN of fewer than two values. */
export function varianceOf({ count, squaredDeviations }: RunningMoments): number {
  return count >= 2 ? squaredDeviations / (count - 1) : Number.NaN;
}
