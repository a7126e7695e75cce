import { coingecko } from "../../adapters/oracles/coingecko.js";
import { luno } from "../../adapters/oracles/luno.js";
import { askRate, type RateDeskOptions } from "../../adapters/oracles/rate-desk.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { Config } from "../../config/config-files.js";
import type { Mode } from "../../domain/mode.js";
import { RATE_PAIRS } from "../../domain/rate.js";
import { SECOND_MS } from "../../lib/time.js";

interface RatesWish {
  readonly directory: string;
  readonly mode: Mode;
  readonly config: Pick<Config, "runtime">;
}

/** Who is asked for rates, and how; null where no source is set, and in paper sessions, which ask nobody. */
export function rateDesk({ directory, mode, config }: RatesWish): RateDeskOptions | null {
  const { oracles: settings } = config.runtime;
  if (settings === undefined || mode === "paper") return null;
  const limits = { freshMs: settings.fresh_seconds * SECOND_MS, maxAgeMs: settings.max_age_seconds * SECOND_MS };
  const oracles = settings.sources.map(({ source, api }) => (source === "luno" ? luno(api) : coingecko(api)));
  const maxJump = settings.max_jump_pct;
  return { files: nodeFiles, directory, clock: systemClock, oracles, limits, askAfterMs: limits.freshMs, maxJump };
}

/** Asks for what is not fresh; what is told is kept in the state directory. Returns why sources did not help. */
export async function refreshRates(desk: RateDeskOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const pair of RATE_PAIRS) problems.push(...(await askRate(pair, desk)).problems);
  return problems;
}
