import type { SymbolFeatures, SymbolView } from "../../../src/core/domain/market-view.js";
import { sampleInstrument } from "./instruments.js";

/** The instant of every sample that is given none. */
export const SAMPLE_MS = 1_700_000_000_000;

/** A warm symbol in a normal uptrend. */
export function sampleFeatures(changes: Partial<SymbolFeatures> = {}): SymbolFeatures {
  return {
    barsSeen: 600,
    trend: "up",
    volatility: "normal",
    volatilityRatio: 1,
    adx: 30,
    atr: 400,
    annualVolatility: 0.5,
    betaToBtc: 1,
    ...changes,
  };
}

/** BTCUSDT at 50,000, fresh, without a book. */
export function sampleView(changes: Partial<SymbolView> = {}): SymbolView {
  const symbol = changes.symbol ?? "BTCUSDT";
  const mark = changes.mark ?? 50_000;
  return {
    symbol,
    instrument: sampleInstrument({ symbol, baseAsset: symbol.replace("USDT", "") }),
    lastBar: null,
    mark,
    last: mark,
    markAtMs: SAMPLE_MS,
    stale: false,
    fundingRate: null,
    features: sampleFeatures(),
    book: null,
    ...changes,
  };
}
