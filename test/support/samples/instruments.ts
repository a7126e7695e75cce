import type { Instrument } from "../../../src/core/domain/instrument.js";
import { dec } from "../../../src/core/lib/decimal.js";

/** BTCUSDT of Binance USD-M as its filters stood in 2024, without brackets. */
export function sampleInstrument(changes: Partial<Instrument> = {}): Instrument {
  return {
    symbol: "BTCUSDT",
    venue: "binance-usdm",
    baseAsset: "BTC",
    quoteAsset: "USDT",
    status: "TRADING",
    delistingAtMs: null,
    tickSize: dec("0.1"),
    stepSize: dec("0.001"),
    minQty: dec("0.001"),
    maxQty: dec("1000"),
    marketMaxQty: dec("120"),
    minNotional: dec("100"),
    percentPriceUp: 1.05,
    percentPriceDown: 0.95,
    makerFeeRate: 0.0002,
    takerFeeRate: 0.0005,
    liquidationFeeRate: 0.0125,
    fundingIntervalHours: 8,
    brackets: [],
    ...changes,
  };
}
