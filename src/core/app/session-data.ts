import type { Config } from "../config/config-files.js";
import { type Timeframe, timeframeMs } from "../domain/data-series.js";
import { Failure } from "../lib/failure.js";
import { HOUR_MS } from "../lib/time.js";
import type { BarStore } from "../ports/bar-store.js";
import { dataDirectory, openRecordedData } from "./recorded-data.js";

/**
 * Opens the recorded data of a configuration at the length of bars that its sessions have: hours, or the shorter bars of an
 * enabled strategy.
 *
 * Errors: Failure 3 where it can't be used, and where a strategy is on shorter bars than it has of every market.
 */
export async function openSessionData(config: Config): Promise<BarStore> {
  const shortest = shortestOf(config);
  return shortest === null ? openRecordedData(dataDirectory(config)) : openShortBars(config, shortest);
}

/** A strategy on bars shorter than an hour: its place in strategy_config.json, and their length. */
interface ShortBars {
  readonly path: string;
  readonly timeframe: Timeframe;
}

/** The same for one length of bars, of the whole universe. */
async function openShortBars(config: Config, { path, timeframe }: ShortBars): Promise<BarStore> {
  const directory = dataDirectory(config);
  const store = await openRecordedData(directory, timeframe);
  const kept = new Set(store.symbols());
  const missing = config.strategy_config.universe.filter((symbol) => !kept.has(symbol));
  if (missing.length === 0) return store;
  throw barsMissing({ path, timeframe, missing, directory });
}

/** A strategy is set to bars that the recorded data lacks: names the setting, the markets and what to do. */
export function barsMissing(
  of: ShortBars & { readonly missing: readonly string[]; readonly directory: string },
): Failure {
  const { path, timeframe, missing, directory } = of;
  const message = `bars of ${timeframe} are set, but ${directory} has none of ${missing.join(", ")}`;
  return new Failure("bars_missing", 3, message, {
    file: "strategy_config.json",
    path,
    value: timeframe,
    fix: `Write 1h, or get them: hedge data download --symbol ${missing[0] ?? ""} --timeframe ${timeframe}, for each market and into a lake of your own (runtime.paper.data_directory).`,
  });
}

/** The enabled strategy with the shortest bars of under an hour; null where all have hours and more. */
function shortestOf({ strategy_config: settings, strategy_registry: registry }: Config): ShortBars | null {
  const short = settings.strategies
    .map(({ id, timeframe }) => ({ id, timeframe, path: `strategies.${id}.timeframe` }))
    .filter(({ id, timeframe }) => registry.strategies[id]?.enabled === true && timeframeMs(timeframe) < HOUR_MS)
    .sort((a, b) => timeframeMs(a.timeframe) - timeframeMs(b.timeframe));
  return short[0] ?? null;
}
