import { createRng } from "../../src/core/lib/rng.js";
import type { BarSketch } from "./engine-market.js";
import { barSetup, type SessionSetup } from "./engine-session.js";
import { bandStrategy } from "./engine-strategy.js";

export const RANDOM_SYMBOLS = ["BTCUSDT", "ETHUSDT"] as const;

function randomBars(seed: string, count: number): (BarSketch | null)[] {
  const rng = createRng(seed);
  let before = 50_000;
  return Array.from({ length: count }, () => {
    const open = before + (rng.next() < 0.15 ? (rng.next() - 0.5) * 3_000 : 0);
    const pull = (50_000 - open) * 0.3;
    const close = Math.round((open + pull + (rng.next() - 0.5) * 3_000) * 10) / 10;
    const high = Math.max(open, close) + rng.next() * 900;
    const low = Math.min(open, close) - rng.next() * 900;
    const volume = rng.next() < 0.3 ? 3 : 100_000;
    before = close;
    return rng.next() < 0.04 ? null : { open, high, low, close, volume };
  });
}

/**
 * A session that nobody has arranged: jumps, thin bars with partial fills, missing hours, funding, and a drawn choice
 * of trailing stop, ladder, age limit, jitter and tight limits. The same seed gives the same session.
 */
export function randomSetup(seed: string, hours: number): SessionSetup {
  const rng = createRng(`${seed}/choice`);
  const chance = (share: number): boolean => rng.next() < share;
  const exits = {
    stopDistance: 500 + rng.next() * 1_500,
    trailDistance: chance(0.5) ? 400 + rng.next() * 1_500 : null,
    takeProfits: chance(0.5)
      ? [
          { distance: 400, fraction: 0.4 },
          { distance: 900, fraction: 0.4 },
        ]
      : [],
    maxBars: chance(0.4) ? 2 + Math.floor(rng.next() * 4) : null,
  };
  const tight = chance(0.5);
  return barSetup({
    markets: RANDOM_SYMBOLS.map((symbol) => ({
      symbol,
      bars: randomBars(`${seed}/${symbol}`, hours),
      ...(symbol === "BTCUSDT" ? { funding: [[8, 0.0004] as const, [16, -0.0003] as const] } : {}),
    })),
    strategies: [bandStrategy({ symbols: RANDOM_SYMBOLS, exits })],
    changes: {
      "runtime.sim.slippage_bps": 2,
      "runtime.sim.latency_jitter_ms": 30,
      "risk_limits.global.cooldown_minutes_after_stop": chance(0.5) ? 0 : 60,
      "risk_limits.global.daily_loss_limit_pct": tight ? 0.003 : 0.03,
      "risk_limits.global.hard_daily_loss_pct": tight ? 0.006 : 0.05,
    },
  });
}
