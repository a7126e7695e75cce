import type { DataKind } from "../../domain/data-series.js";
import { DataError } from "../parquet/data-error.js";

/** Names a column may have in a file that somebody else made, the surest first; letters and digits count, case does not. */
const TIME_NAMES = ["opentime", "timestamp", "datetime", "date", "time", "unix", "unixtime", "ts"];
const FUNDING_TIME_NAMES = ["fundingtime", "calctime", "timestamp", "datetime", "date", "time"];
const VALUE_NAMES: Readonly<Record<DataKind, readonly (readonly string[])[]>> = {
  ohlcv: [["open"], ["high"], ["low"], ["close"], ["volume", "basevolume", "vol"]],
  mark: [["open"], ["high"], ["low"], ["close"]],
  funding: [
    ["fundingrate", "lastfundingrate", "rate"],
    ["markprice", "mark"],
  ],
};
/** The mark price at a settlement is often left out; all else must be there. */
const OPTIONAL = new Set(["markprice"]);

/** Where the columns of a series stand in a file. */
export interface FoundColumns {
  readonly time: number;
  /** In the order of `valueColumns(kind)`; null where the file has no such column and needs none. */
  readonly values: readonly (number | null)[];
  /** Where a bar without a header says its last millisecond, which tells that its cells are what they are taken for. */
  readonly closeTime: number | null;
}

/**
 * Finds the columns of a kind by their names.
 *
 * Errors: DataError `column_missing` naming what is missing and what there is, `column_twice` where two columns have a name that is needed.
 */
export function findColumns(kind: DataKind, names: readonly string[], file: string): FoundColumns {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const find = (wanted: readonly string[]): number => {
    const name = wanted.find((candidate) => plain.includes(candidate));
    if (name === undefined) return -1;
    const first = plain.indexOf(name);
    const second = plain.indexOf(name, first + 1);
    if (second === -1) return first;
    const found = `columns ${first + 1} and ${second + 1} are ${names[first] ?? ""} and ${names[second] ?? ""}`;
    throw new DataError({ code: "column_twice", file, place: "header", expected: `one column named ${name}`, found });
  };
  const need = (wanted: readonly string[]): number => {
    const index = find(wanted);
    if (index !== -1) return index;
    throw new DataError({
      code: "column_missing",
      file,
      place: "header",
      expected: `a column named ${wanted.join(" or ")}`,
      found: names.join(", "),
    });
  };
  const time = need(kind === "funding" ? FUNDING_TIME_NAMES : TIME_NAMES);
  const values = VALUE_NAMES[kind].map((wanted) => {
    if (!OPTIONAL.has(wanted[0] ?? "")) return need(wanted);
    const index = find(wanted);
    return index === -1 ? null : index;
  });
  return { time, values, closeTime: null };
}

/** Columns of a file without a header: bars as Binance and ccxt write them, time, open, high, low, close, volume, … */
export function bareColumns(kind: DataKind, width: number, file: string): FoundColumns {
  if (kind !== "funding" && (width === 6 || width === 12)) {
    const values = kind === "ohlcv" ? [1, 2, 3, 4, 5] : [1, 2, 3, 4];
    return { time: 0, values, closeTime: width === 12 ? 6 : null };
  }
  throw new DataError({
    code: "header_missing",
    file,
    place: "line 1",
    expected: "a header, or bars in 6 or 12 columns without one",
    found: `${width} columns without a header`,
  });
}
