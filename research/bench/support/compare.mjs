// Whether two kernels computed the same: a ratio of speeds says nothing otherwise.

/** Equity and everything else may differ by rounding, in another order of sums. */
const TOLERANCE = 1e-9;
/** Figures nearer to 0 than this are compared as if they were so large: sums of gains and losses that cancel out. */
const LEAST = 1e-3;

/**
 * Largest relative difference of each column of two tables [row][columns], and the verdict in words.
 *
 * exact: columns of counts, which may not differ at all.
 */
export function compare(ours, theirs, names, exact) {
  if (ours.length !== theirs.length)
    throw new Error(`${String(theirs.length)} values instead of ${String(ours.length)}`);
  const worst = names.map(() => 0);
  ours.forEach((one, at) => {
    const other = theirs[at];
    const gap = Object.is(one, other) ? 0 : Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other), LEAST);
    // NaN beside a number is as different as can be.
    const column = at % names.length;
    worst[column] = Math.max(worst[column], Number.isNaN(gap) ? Infinity : gap);
  });
  const matched = names.every((name, at) => worst[at] <= (exact.includes(name) ? 0 : TOLERANCE));
  const largest = worst.indexOf(Math.max(...worst));
  const gap = `largest difference ${worst[largest].toExponential(1)} (${names[largest]})`;
  return {
    matched,
    verdict: `${matched ? "matched" : "unmatched"}: ${String(ours.length / names.length)} rows, ${gap}`,
  };
}
