import { coingecko } from "../../adapters/oracles/coingecko.js";
import { luno } from "../../adapters/oracles/luno.js";
import { askRate, readRates } from "../../adapters/oracles/rate-desk.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { Config } from "../../config/config-files.js";
import type { Mode } from "../../domain/mode.js";
import { type RateNow, rateAt, type RatePair } from "../../domain/rate.js";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../lib/time.js";

export interface RateReading {
  readonly now: RateNow;
  /** Why a source did not help. */
  readonly problems: readonly string[];
}

const STANDARD = { freshMs: 15 * MINUTE_MS, maxAgeMs: DAY_MS };

/** The rate of a pair: asked for where sources are set and the mode may reach them, else the one that was told last. */
export async function rateOf(
  pair: RatePair,
  { directory, mode, config }: { readonly directory: string; readonly mode: Mode; readonly config: Config },
): Promise<RateReading> {
  const { oracles: settings } = config.runtime;
  const nowMs = systemClock.nowMs();
  if (settings === undefined || mode === "paper") {
    const quote = readRates({ files: nodeFiles, directory }).get(pair) ?? null;
    return { now: rateAt(quote, nowMs, STANDARD), problems: [] };
  }
  const limits = { freshMs: settings.fresh_seconds * SECOND_MS, maxAgeMs: settings.max_age_seconds * SECOND_MS };
  const oracles = settings.sources.map(({ source, api }) => (source === "luno" ? luno(api) : coingecko(api)));
  const options = { files: nodeFiles, directory, clock: systemClock, oracles, freshMs: limits.freshMs };
  const { quote, problems } = await askRate(pair, { ...options, maxJump: settings.max_jump_pct });
  return { now: rateAt(quote, systemClock.nowMs(), limits), problems };
}
