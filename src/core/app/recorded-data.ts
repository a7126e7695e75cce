import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBarStore } from "../adapters/parquet/bar-store.js";
import type { Config } from "../config/config-files.js";
import type { BarStore } from "../ports/bar-store.js";

/** The package's own folder: data, version and build belong to the installation, not to the working directory. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../../../", import.meta.url));

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

export function openRecordedData(directory: string): Promise<BarStore> {
  return openBarStore({ directory, venue: "binance-usdm", timeframe: "1h" });
}

/** Last recorded close of each symbol. */
export async function lastCloses(directory: string): Promise<Readonly<Record<string, number>>> {
  const store = await openRecordedData(directory);
  const prices: Record<string, number> = {};
  for (const symbol of store.symbols()) {
    const last = (await store.bars(symbol)).close.at(-1);
    if (last !== undefined) prices[symbol] = last;
  }
  return prices;
}
