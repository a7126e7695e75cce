import type { Config } from "../../../config/config-files.js";
import { present } from "../../../lib/invariant.js";
import { HOUR_MS } from "../../../lib/time.js";
import type { BarStore } from "../../../ports/bar-store.js";
import type { SweepPoint } from "../../../research/sweep/evaluate.js";
import { longestWarmupBars } from "../../../research/sweep/warmup.js";
import { sessionNotes } from "../../session-notes.js";
import type { SweepMarkets } from "./sweep-markets.js";

type Span = Pick<SweepMarkets, "markets" | "fromMs" | "toMs">;

/** What the recorded data of a span lacks and what stands in for it, in the sentences of a session over the same data. */
export function dataNotes(
  store: BarStore,
  config: Config,
  { markets, fromMs, toMs, points }: Span & { readonly points: readonly SweepPoint[] },
): Promise<readonly string[]> {
  const { barMs, openTimeMs } = present(markets[0], "a market");
  return sessionNotes({
    ...{ store, symbols: markets.map(({ symbol }) => symbol), fromMs, toMs, barMs },
    warmupMs: fromMs - (openTimeMs[0] ?? fromMs),
    wantedWarmupMs: longestWarmupBars(points, barMs) * barMs,
    fundingIntervalMs: config.runtime.sim.assumed_funding_interval_hours * HOUR_MS,
  });
}
