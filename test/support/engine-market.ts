import { createPaperVenue, type PaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../../src/core/adapters/recorded-feed/recorded-feed.js";
import type { Config } from "../../src/core/config/config-files.js";
import { composeInstruments } from "../../src/core/config/instruments.js";
import { decFromNumber } from "../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { BarSeries, FundingSeries } from "../../src/core/ports/bar-store.js";
import { barSeries, memoryBarStore } from "./memory-bar-store.js";

/** First instant of trading of every test session: midnight UTC. */
export const FROM_MS = Date.UTC(2024, 2, 1);
/** Volatility asks for 500 bars. */
export const WARMUP_BARS = 520;

/** A bar of a session; what is left out follows from the close before it. */
export interface BarSketch {
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close: number;
  readonly volume?: number;
}

/** Closes, sketches, or null for an hour that is missing. */
export type SketchedBars = readonly (number | BarSketch | null)[];

export interface MarketSketch {
  readonly symbol: string;
  readonly bars: SketchedBars;
  /** Price of the warm-up. */
  readonly base?: number;
  /** Half the up and down of the warm-up, as a share of the price. */
  readonly noise?: number;
  readonly funding?: readonly (readonly [hour: number, rate: number])[];
}

/** A warm-up that swings about its base, so that volatility is known and steady. */
function warmupRows(base: number, noise: number): number[][] {
  return Array.from({ length: WARMUP_BARS }, (_, at) => {
    const openMs = FROM_MS - (WARMUP_BARS - at) * HOUR_MS;
    const close = base * (1 + (at % 2 === 0 ? noise : -noise) * (at === WARMUP_BARS - 1 ? 0 : 1));
    return [openMs, base, base * (1 + noise), base * (1 - noise), close, 1_000_000];
  });
}

export function sketchSeries({ symbol, bars, base = 50_000, noise = 0.003 }: MarketSketch): BarSeries {
  const rows = warmupRows(base, noise);
  let before = base;
  bars.forEach((bar, hour) => {
    if (bar === null) return;
    const sketch = typeof bar === "number" ? { close: bar } : bar;
    const open = sketch.open ?? before;
    const high = sketch.high ?? Math.max(open, sketch.close);
    const low = sketch.low ?? Math.min(open, sketch.close);
    rows.push([FROM_MS + hour * HOUR_MS, open, high, low, sketch.close, sketch.volume ?? 1_000_000]);
    before = sketch.close;
  });
  return barSeries(symbol, HOUR_MS, rows);
}

function fundingOf({ symbol, funding }: MarketSketch): FundingSeries {
  const rows = funding ?? [];
  return {
    symbol,
    timeMs: Float64Array.from(rows, ([hour]) => FROM_MS + hour * HOUR_MS),
    rate: Float64Array.from(rows, ([, rate]) => rate),
    markPrice: new Float64Array(rows.length).fill(Number.NaN),
  };
}

/** The paper venue of the product over bars made by hand. */
export async function openBarMarket(config: Config, sketches: readonly MarketSketch[]): Promise<PaperVenue> {
  const stored = sketches.map((sketch) => ({
    bars: sketchSeries(sketch),
    marks: null,
    funding: sketch.funding === undefined ? null : fundingOf(sketch),
  }));
  const hours = Math.max(...sketches.map(({ bars }) => bars.length));
  const feed = await createRecordedFeed({
    store: memoryBarStore(stored),
    symbols: sketches.map(({ symbol }) => symbol),
    fromMs: FROM_MS,
    toMs: FROM_MS + hours * HOUR_MS,
    warmupMs: WARMUP_BARS * HOUR_MS,
    barMs: HOUR_MS,
  });
  return createPaperVenue({
    feed,
    policy: config.runtime.sim,
    instruments: [...composeInstruments(config.venues).values()],
    wallets: { main: decFromNumber(config.runtime.paper.start_nav_usdt) },
    fromMs: FROM_MS,
  });
}
