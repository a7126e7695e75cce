import { csvColumns } from "./tables.js";

const columns = csvColumns("daily_closes.csv");

/** Logarithms of the daily closes of a symbol, 2021 to 2023. */
export function logCloses(symbol: string): Float64Array {
  return columns(symbol).map(Math.log);
}
