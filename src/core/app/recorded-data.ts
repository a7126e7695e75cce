import { isAbsolute, join } from "node:path";
import { columnBarStore } from "../adapters/lake/column-bar-store.js";
import { openColumnSource } from "../adapters/lake/column-source.js";
import { openBarStore } from "../adapters/parquet/bar-store.js";
import { DataError } from "../adapters/parquet/data-error.js";
import { attemptAsync } from "../adapters/system/attempt.js";
import type { Config } from "../config/config-files.js";
import type { Timeframe } from "../domain/data-series.js";
import { Failure } from "../lib/failure.js";
import type { BarStore } from "../ports/bar-store.js";
import { PACKAGE_ROOT } from "./package-root.js";

const SHIPPED_DATA = "research/data";

/** A usual hourly range as a share of the price; it only decides how far the stop of a tried order lies. */
export const TRIED_ATR_FRACTION = 0.01;

/** Name of the data set in the configuration; the shipped one where that does not load. */
export function dataName(config: Config | null): string {
  return config?.runtime.paper.data_directory ?? SHIPPED_DATA;
}

/** Where the recorded data lies on this machine. */
export function dataDirectory(config: Config | null): string {
  const named = dataName(config);
  return isAbsolute(named) ? named : join(PACKAGE_ROOT, named);
}

/**
 * Opens a recorded data set.
 *
 * Errors: Failure 3 naming the folder and the setting where it is none (`file_missing`, `manifest_invalid`, …).
 */
export async function openRecordedData(directory: string, timeframe: Timeframe = "1h"): Promise<BarStore> {
  const opened = await attemptAsync(() => openBarStore({ directory, venue: "binance-usdm", timeframe }));
  if (opened.ok) return opened.value;
  if (opened.error instanceof DataError) throw unusable(directory, opened.error);
  throw opened.error;
}

/** Where decoded columns are kept, by the SHA-256 of their files. */
const COLUMN_CACHE = "cache/columns";

/**
 * The same data set through the column cache of the working directory, for research that reads whole series again and again.
 *
 * Errors: those of `openRecordedData`.
 */
export async function openCachedData(directory: string): Promise<BarStore> {
  const place = { directory, venue: "binance-usdm", timeframe: "1h", cacheDirectory: COLUMN_CACHE } as const;
  const opened = await attemptAsync(() => openColumnSource(place));
  if (opened.ok) return columnBarStore(opened.value);
  if (opened.error instanceof DataError) throw unusable(directory, opened.error);
  throw opened.error;
}

const SETTING = "runtime.paper.data_directory";

function unusable(directory: string, error: DataError): Failure {
  const { code, file } = error;
  const isMissing = code === "file_missing";
  const message = isMissing
    ? `${directory} is no set of recorded data: it has no ${file}, or is no folder (${SETTING})`
    : `${directory} can't be used as recorded data (${SETTING}): ${error.message}`;
  const remedy = isMissing
    ? `Write a folder of recorded data in ${SETTING}, one with a ${file} that lists its files`
    : `Restore the folder, or write another one in ${SETTING}`;
  const fix = `${remedy}; left out, it is the ${SHIPPED_DATA} that comes with hedge.`;
  return new Failure(code, 3, message, { path: SETTING, value: directory, fix });
}

/** Last recorded close of each symbol. Errors: Failure 3 where a file of the folder is not what its manifest says. */
export async function lastCloses(store: BarStore, directory: string): Promise<Readonly<Record<string, number>>> {
  const prices: Record<string, number> = {};
  for (const symbol of store.symbols()) {
    const bars = await attemptAsync(() => store.bars(symbol));
    if (!bars.ok) throw bars.error instanceof DataError ? unusable(directory, bars.error) : bars.error;
    const last = bars.value.close.at(-1);
    if (last !== undefined) prices[symbol] = last;
  }
  return prices;
}
