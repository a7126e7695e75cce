import type { RowFinding } from "./findings.js";

/** As many rows as a person reads; the others are counted. */
const MOST_EACH = 50;

/**
 * Times of a series: gaps (declared by the manifest: told; others are warnings), repeats, steps back, times off the grid.
 *
 * Shape: any order, `stepMs` the length of a bar.
 */
export function checkRowTimes(
  timesMs: Float64Array,
  stepMs: number,
  knownGaps: readonly { readonly fromMs: number; readonly missing: number }[],
): RowFinding[] {
  const known = new Map(knownGaps.map((gap) => [gap.fromMs, gap.missing]));
  const found: RowFinding[] = [];
  for (let row = 0; row < timesMs.length; row += 1) {
    const timeMs = timesMs[row] ?? NaN;
    const stepped = row === 0 ? stepMs : timeMs - (timesMs[row - 1] ?? NaN);
    const about = { row, rows: 1, timeMs };
    if (!Number.isSafeInteger(timeMs) || timeMs % stepMs !== 0) {
      const message = `not a whole number of ${stepMs / 60_000}-minute steps since the epoch`;
      found.push({ severity: "error", code: "time_off_grid", ...about, message });
    } else if (stepped === 0) {
      found.push({ severity: "error", code: "duplicate_time", ...about, message: "the time of the row before" });
    } else if (stepped < 0) {
      const message = `${-stepped / 60_000} minutes before the row before`;
      found.push({ severity: "error", code: "time_not_increasing", ...about, message });
    } else if (stepped > stepMs && Number.isInteger(stepped / stepMs)) {
      found.push(gapBefore(row, { timeMs, stepped, stepMs }, known));
    }
  }
  return bounded(found);
}

function gapBefore(
  row: number,
  { timeMs, stepped, stepMs }: { readonly timeMs: number; readonly stepped: number; readonly stepMs: number },
  known: ReadonlyMap<number, number>,
): RowFinding {
  const missing = stepped / stepMs - 1;
  const fromMs = timeMs - stepped + stepMs;
  const isKnown = known.get(fromMs) === missing;
  const message = `${missing} missing${isKnown ? ", as the manifest says" : ", of which the manifest says nothing"}`;
  return { severity: isKnown ? "info" : "warning", code: "gap", row, rows: missing, timeMs: fromMs, message };
}

/** At most so many findings of one code and severity; the last of them says how many more there are. */
export function bounded(found: readonly RowFinding[]): RowFinding[] {
  const counts = new Map<string, number>();
  const keyOf = ({ code, severity }: RowFinding): string => `${code} ${severity}`;
  for (const finding of found) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  const shown = new Map<string, number>();
  return found.flatMap((finding) => {
    const key = keyOf(finding);
    const index = (shown.get(key) ?? 0) + 1;
    shown.set(key, index);
    if (index > MOST_EACH) return [];
    const more = (counts.get(key) ?? 0) - MOST_EACH;
    return [
      index === MOST_EACH && more > 0 ? { ...finding, message: `${finding.message} (and ${more} more)` } : finding,
    ];
  });
}
