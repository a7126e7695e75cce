import { createPaperVenue, type PaperVenue } from "../../../../src/core/adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../../../../src/core/adapters/recorded-feed/recorded-feed.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { BarSeries, FundingSeries } from "../../../../src/core/ports/bar-store.js";
import { barSeries, memoryBarStore } from "../../../support/memory-bar-store.js";
import { ALT, COIN, simPolicy } from "../../sim/harness.js";

export const WARMUP_HOURS = 3;
export const HOURS = 60;
export const FROM_MS = WARMUP_HOURS * HOUR_MS;
export const TO_MS = FROM_MS + HOURS * HOUR_MS;

/** A random walk on the tick grid; hours in `gaps` are missing. */
function walk(seed: string, symbol: string, gaps: readonly number[] = []): BarSeries {
  const rng = createRng(seed);
  const rows: number[][] = [];
  let ticks = 1_000;
  for (let hour = 0; hour < WARMUP_HOURS + HOURS; hour++) {
    const open = ticks;
    ticks = Math.max(500, ticks + Math.round((rng.next() - 0.5) * 60));
    const high = Math.max(open, ticks) + Math.floor(rng.next() * 20);
    const low = Math.min(open, ticks) - Math.floor(rng.next() * 20);
    const volume = Math.floor(rng.next() * 3_000);
    if (!gaps.includes(hour)) rows.push([hour * HOUR_MS, open / 10, high / 10, low / 10, ticks / 10, volume]);
  }
  return barSeries(symbol, HOUR_MS, rows);
}

const FUNDING: FundingSeries = {
  symbol: COIN.symbol,
  timeMs: Float64Array.from([0, 8, 16, 24, 32, 40, 48, 56], (hour) => hour * HOUR_MS + (hour % 3)),
  rate: Float64Array.from([1, -2, 3, 1, 1, -1, 4, 2], (bps) => bps / 10_000),
  markPrice: new Float64Array(8).fill(Number.NaN),
};

const STORE = memoryBarStore([
  { bars: walk("coin", COIN.symbol), marks: walk("coin mark", COIN.symbol), funding: FUNDING },
  { bars: walk("alt", ALT.symbol, [20, 21, 22, 40]), marks: null, funding: null },
]);

export async function openMarket(toMs = TO_MS): Promise<PaperVenue> {
  const feed = await createRecordedFeed({
    store: STORE,
    symbols: [COIN.symbol, ALT.symbol],
    fromMs: FROM_MS,
    toMs,
    warmupMs: FROM_MS,
    barMs: HOUR_MS,
  });
  const policy = simPolicy({ slippage_bps: 2, impact_at_full_volume_bps: 30, latency_jitter_ms: 15 });
  return createPaperVenue({ feed, policy, instruments: [COIN, ALT], wallets: { main: dec("5000") }, fromMs: FROM_MS });
}
