import type { DataKind, SeriesRows } from "../../domain/data-series.js";
import { bounded } from "./check-times.js";
import type { FindingCode, RowFinding } from "./findings.js";

/** Values that no market can have had, each with its row. */
export function checkRowValues(kind: DataKind, rows: SeriesRows): RowFinding[] {
  const wrong = kind === "funding" ? wrongFunding : wrongBar;
  const found: RowFinding[] = [];
  for (let row = 0; row < rows.timesMs.length; row += 1) {
    const values = rows.values.map((column) => column[row] ?? NaN);
    const problem = wrong(values);
    if (problem === null) continue;
    const [code, message] = problem;
    found.push({ severity: "error", code, row, rows: 1, timeMs: rows.timesMs[row] ?? NaN, message });
  }
  return bounded(found);
}

type Problem = readonly [FindingCode, string] | null;

function wrongBar([open = NaN, high = NaN, low = NaN, close = NaN, volume = 0]: readonly number[]): Problem {
  const prices = `open ${open}, high ${high}, low ${low}, close ${close}`;
  const isPriced = [open, high, low, close].every((price) => price > 0 && price < Infinity);
  if (!isPriced) return ["price_invalid", prices];
  if (high < Math.max(open, close)) return ["high_below_body", prices];
  if (low > Math.min(open, close)) return ["low_above_body", prices];
  const isVolume = volume >= 0 && volume < Infinity;
  return isVolume ? null : ["volume_invalid", `volume ${volume}`];
}

function wrongFunding([rate = NaN, mark = NaN]: readonly number[]): Problem {
  const isRate = Math.abs(rate) < 1;
  if (!isRate) return ["rate_invalid", `rate ${rate}`];
  const isMark = Number.isNaN(mark) || (mark > 0 && mark < Infinity);
  return isMark ? null : ["price_invalid", `mark price ${mark}`];
}
