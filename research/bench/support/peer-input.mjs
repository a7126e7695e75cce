// What a peer reads: doubles of this machine's byte order in three files, so that a dozen lines in any language read them.
//   terms.f64    rows, points, navStart, weight, takerFee, slippage, firstRow, barMs
//   points.f64   a row each: fast, slow, atrPeriod, entryStrength, fullStrength, stopAtr, first row that may decide
//   columns.f64  a column each: open, high, low, close, mark, longPays, shortGets
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { momentumWarmup } from "../../../dist/core/research/kernel/momentum-features.js";

const COLUMNS = ["open", "high", "low", "close", "mark", "longPays", "shortGets"];
const TERMS = ["rows", "points", "navStart", "weight", "takerFee", "slippage", "firstRow", "barMs"];
const POINT = ["fast", "slow", "atrPeriod", "entryStrength", "fullStrength", "stopAtr", "warmRow"];

const bytesOf = (values) => new Uint8Array(Float64Array.from(values).buffer);

export function readDoubles(path) {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

export function writePeerInput(directory, { market, points, terms }) {
  const head = { ...terms, rows: market.open.length, points: points.length, barMs: market.barMs };
  const rows = points.map((point) => ({
    ...point,
    stopAtr: Math.min(point.stopAtr, terms.disasterAtr),
    warmRow: momentumWarmup(point) - 1,
  }));
  writeFileSync(join(directory, "terms.f64"), bytesOf(TERMS.map((name) => head[name])));
  writeFileSync(join(directory, "points.f64"), bytesOf(rows.flatMap((row) => POINT.map((name) => row[name]))));
  writeFileSync(join(directory, "columns.f64"), bytesOf(COLUMNS.flatMap((name) => [...market[name]])));
}

/** The same as objects of the product. */
export function readPeerInput(directory) {
  const head = readDoubles(join(directory, "terms.f64"));
  const { rows, points: count, barMs, ...terms } = Object.fromEntries(TERMS.map((name, at) => [name, head[at]]));
  const doubles = readDoubles(join(directory, "columns.f64"));
  const columns = Object.fromEntries(COLUMNS.map((name, at) => [name, doubles.slice(at * rows, (at + 1) * rows)]));
  const openTimeMs = Float64Array.from({ length: rows }, (_, row) => row * barMs);
  const values = readDoubles(join(directory, "points.f64"));
  const points = Array.from({ length: count }, (_, point) =>
    Object.fromEntries(POINT.slice(0, -1).map((name, at) => [name, values[point * POINT.length + at]])),
  );
  return {
    market: { symbol: "BENCH", barMs, openTimeMs, ...columns },
    points,
    terms: { ...terms, disasterAtr: Infinity },
  };
}
