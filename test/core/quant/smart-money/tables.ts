import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { OhlcvColumns } from "../../../../src/core/quant/smart-money/columns.js";

function linesOf(name: string): string[] {
  const url = new URL(`../../../fixtures/quant/smc/${name}.csv.gz`, import.meta.url);
  return gunzipSync(readFileSync(url)).toString("utf8").trimEnd().split("\n");
}

const cell = (text: string | undefined): number => (text ? Number(text) : Number.NaN);

/** Columns of a table of which only the rows are kept that differ from the row above; an empty cell is NaN. */
export function referenceTable(name: string): Record<string, Float64Array> {
  const [head = "", ...lines] = linesOf(name);
  const names = head.split(",").slice(1);
  const rows = lines.map((line) => line.split(","));
  const count = Number(rows.at(-1)?.[0]);
  const columns = names.map(() => new Float64Array(count));
  rows.slice(0, -1).forEach((row, k) => {
    columns.forEach((column, c) => column.fill(cell(row[c + 1]), Number(row[0]), Number(rows[k + 1]![0])));
  });
  return Object.fromEntries(names.map((column, c) => [column, columns[c]!]));
}

export interface Candles extends OhlcvColumns {
  readonly openTimeMs: Float64Array;
}

/** 24,424 candles of EURUSD, 15 minutes each; the volume counts price changes. */
export function euroCandles(): Candles {
  const rows = linesOf("eurusd-15m")
    .slice(1)
    .map((line) => line.split(","));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  const [openTimeMs, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
  return { openTimeMs: openTimeMs!, open: open!, high: high!, low: low!, close: close!, volume: volume! };
}

export function mapCandles(candles: Candles, change: (column: Float64Array) => Float64Array): Candles {
  const { openTimeMs, open, high, low, close, volume } = candles;
  return {
    openTimeMs: change(openTimeMs),
    open: change(open),
    high: change(high),
    low: change(low),
    close: change(close),
    volume: change(volume),
  };
}
