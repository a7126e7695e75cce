import { DAY_MS } from "../../lib/time.js";
import type { LiveBlock, LiveChart } from "../../page/live-page.js";
import type { HistoryPoints } from "../book-history.js";

/** More points say nothing more on a screen, and the page stays small. */
const MOST_POINTS = 320;

/** Rows of a series that are drawn: the last of each stretch, so that the newest is among them. */
export function drawnRows(length: number): readonly number[] {
  const stretch = Math.max(1, Math.ceil(length / MOST_POINTS));
  const first = (length - 1) % stretch;
  return Array.from({ length: Math.ceil((length - first) / stretch) }, (_, at) => first + at * stretch);
}

/** Six digits: more are not seen in a drawing. */
function drawn(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

type ChartWords = Pick<LiveChart, "id" | "title" | "description" | "unit"> & { readonly area?: boolean };

interface Series {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** A chart of long series, thinned to what a screen shows. */
export function liveChart(words: ChartWords, atMs: ArrayLike<number>, lines: readonly Series[]): LiveBlock {
  const rows = drawnRows(atMs.length);
  return {
    kind: "live-chart",
    chart: {
      ...{ area: false, dots: false, ...words },
      atMs: rows.map((row) => atMs[row] ?? 0),
      lines: lines.slice(0, 6).map(({ name, values }) => ({ name, values: rows.map((row) => drawn(values[row])) })),
    },
  };
}

/** Each strategy's profit so far, of the opening NAV. */
export function strategyLines({ profits }: Pick<HistoryPoints, "profits">, navStart: number): readonly Series[] {
  return [...profits].map(([name, profit]) => ({ name, values: profit.map((value) => value / navStart) }));
}

/** Loss from the highest NAV so far at each point, as values below 0; the opening NAV is the first. */
export function drawdownLine({ nav }: Pick<HistoryPoints, "nav">, navStart: number): Series {
  let high = navStart;
  const values = nav.map((value) => {
    high = Math.max(high, value);
    return value / high - 1;
  });
  return { name: "Drawdown", values };
}

/** Profit of a strategy since an instant over the NAV there; null where the books are younger. */
export function profitSince({ atMs, nav }: HistoryPoints, profit: readonly number[], days: number): number | null {
  const last = atMs.at(-1) ?? Number.NaN;
  const row = atMs.findLastIndex((at) => at <= last - days * DAY_MS);
  const made = (profit.at(-1) ?? Number.NaN) - (profit[row] ?? Number.NaN);
  const share = made / (nav[row] ?? Number.NaN);
  return Number.isFinite(share) ? share : null;
}
