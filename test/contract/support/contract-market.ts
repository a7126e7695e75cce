import { createPaperMarket } from "../../../src/core/adapters/paper-server/market/paper-market.js";
import type { ServedMarket } from "../../../src/core/adapters/paper-server/market/served-market.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Clock } from "../../../src/core/lib/clock.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { BarStore } from "../../../src/core/ports/bar-store.js";
import type { SimPolicy } from "../../../src/core/sim/policy.js";
import { barSeries, memoryBarStore } from "../../support/memory-bar-store.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { simPolicy } from "../../core/sim/harness.js";

export const ACCOUNT = "main";
export const WALLET = dec("100000");

/** Every hour of every symbol: opens at 100, falls to 95, rises to 105, closes at 100. */
export const HOUR = { open: 100, low: 95, high: 105, close: 100, volume: 1_000 } as const;

/** 2024-03-01T00:00:00Z, and how long the recorded market goes on. */
export const FROM_MS = Date.UTC(2024, 2, 1);
export const TO_MS = FROM_MS + 20 * 24 * HOUR_MS;

/** Each behaviour gets a symbol that nobody has traded, so that none depends on another. */
const SYMBOLS = Array.from({ length: 90 }, (_, index) => `K${String(index).padStart(2, "0")}USDT`);

/** Tick 0.1, step 0.005 from 0.01 on, at least 5 USDT, 0.02 % for makers, 0.05 % for takers; at most 10 million at 20 ×. */
export const INSTRUMENTS: readonly Instrument[] = SYMBOLS.map((symbol) =>
  sampleInstrument({
    symbol,
    baseAsset: symbol.slice(0, 3),
    stepSize: dec("0.005"),
    minQty: dec("0.010"),
    maxQty: dec("100000"),
    marketMaxQty: dec("50000"),
    minNotional: dec("5"),
    brackets: [{ notionalFloorUsd: 0, notionalCapUsd: 1e7, maxLeverage: 20, maintenanceRate: 0.01, deductionUsd: 0 }],
  }),
);

/** Whoever takes more than 10 (a hundredth of the hour's volume) pays a tick and more. Leverage is 10. */
export const POLICY: SimPolicy = simPolicy({
  slippage_bps: 2,
  impact_at_full_volume_bps: 30,
  max_fill_volume_share: 0.01,
  leverage: 10,
});

/** Those of a venue that asks for no smallest notional. */
export const WITHOUT_LEAST = INSTRUMENTS.map((instrument) => ({ ...instrument, minNotional: dec("0") }));

/** The market as a venue serves it, at the pace of the clock. */
export function contractMarket(clock: Clock, instruments: readonly Instrument[] = INSTRUMENTS): Promise<ServedMarket> {
  return createPaperMarket({
    store: contractStore(),
    policy: POLICY,
    instruments,
    wallets: { [ACCOUNT]: WALLET },
    clock,
    fromMs: FROM_MS,
    toMs: TO_MS,
    speed: 1,
    seed: 7,
    stream: null,
  });
}

export function contractStore(): BarStore {
  const firstMs = FROM_MS - HOUR_MS;
  const rows = Array.from({ length: (TO_MS - firstMs) / HOUR_MS }, (_, index) => [
    firstMs + index * HOUR_MS,
    HOUR.open,
    HOUR.high,
    HOUR.low,
    HOUR.close,
    HOUR.volume,
  ]);
  const stored = INSTRUMENTS.map(({ symbol }) => ({
    bars: barSeries(symbol, HOUR_MS, rows),
    marks: null,
    funding: null,
  }));
  return memoryBarStore(stored);
}
