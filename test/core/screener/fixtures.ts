import type { StrategyCaps, SymbolCaps } from "../../../src/core/domain/caps.js";
import type { DecisionBook, HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Direction, ProtoIntent, Signal } from "../../../src/core/domain/intent.js";
import type { SymbolFeatures, SymbolView } from "../../../src/core/domain/market-view.js";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { ScreenedStrategy } from "../../../src/core/screener/screen.js";
import type { IntentCaps } from "../../../src/core/screener/slots.js";

export const AT_MS = Date.UTC(2024, 4, 1, 12);

export const features: SymbolFeatures = {
  barsSeen: 800,
  trend: "up",
  volatility: "normal",
  volatilityRatio: 0.9,
  adx: 30,
  atr: 10,
  annualVolatility: 0.6,
  betaToBtc: 1.1,
};

function instrumentOf(symbol: string): Instrument {
  return {
    symbol,
    venue: "binance",
    baseAsset: symbol.slice(0, -4),
    quoteAsset: "USDT",
    status: "TRADING",
    delistingAtMs: null,
    tickSize: dec("0.1"),
    stepSize: dec("0.001"),
    minQty: dec("0.001"),
    maxQty: dec("1000"),
    marketMaxQty: dec("100"),
    minNotional: dec("5"),
    percentPriceUp: 1.05,
    percentPriceDown: 0.95,
    makerFeeRate: 0.0002,
    takerFeeRate: 0.0005,
    liquidationFeeRate: 0.0125,
    fundingIntervalHours: 8,
    brackets: [],
  };
}

export function viewOf(symbol: string, change: Partial<SymbolView> = {}): SymbolView {
  const price = { open: 100, high: 101, low: 99, close: 100 };
  const bar = { ...price, symbol, openTimeMs: AT_MS - HOUR_MS, closeTimeMs: AT_MS, volume: 1, mark: null };
  return {
    symbol,
    instrument: instrumentOf(symbol),
    lastBar: bar,
    mark: 100,
    last: 100,
    markAtMs: AT_MS,
    stale: false,
    fundingRate: null,
    features,
    book: null,
    ...change,
  };
}

export function targetOf(direction: Direction, strength = 0.5): Extract<Signal, { kind: "target" }> {
  const zone = direction === "long" ? 1 : direction === "short" ? -1 : 0;
  const exits = { stopDistance: 25, atr: 10, trailDistance: null, takeProfits: [], maxBars: null };
  return {
    kind: "target",
    direction,
    strength,
    exposure: null,
    exits: direction === "flat" ? null : exits,
    zone,
    reasons: ["x 0.500 ATR"],
  };
}

/** A strategy whose state is the signal it gives. */
export function echoStrategy(id: string, symbols: readonly string[]): ScreenedStrategy {
  return {
    id,
    barMs: HOUR_MS,
    symbols,
    create: () => ({ kind: "none", reason: "warmup", detail: null, zone: 0 }) satisfies Signal,
    signal: (state) => state as Signal,
  };
}

export function protoOf(symbol: string, change: Partial<ProtoIntent> = {}): ProtoIntent {
  const { exits } = targetOf("long");
  return {
    strategy: "momentum",
    symbol,
    direction: "long",
    strength: 0.5,
    exposure: null,
    horizonBars: 48,
    exits,
    features: {},
    reasons: ["x 0.500 ATR"],
    ...change,
  };
}

export function positionOf(symbol: string, qty = 1, strategy = "momentum"): HeldPosition {
  return {
    account: "main",
    symbol,
    strategy,
    qty,
    entryPrice: 100,
    markPrice: 100,
    notionalUsd: Math.abs(qty) * 100,
    stopPrice: 75,
    barsHeld: 3,
    unprotectedSinceMs: null,
  };
}

export function pendingOf(symbol: string, change: Partial<PendingOrder> = {}): PendingOrder {
  return {
    clientOrderId: `order${symbol}`,
    account: "main",
    symbol,
    strategy: "momentum",
    side: "buy",
    purpose: "open",
    leavesQty: 1,
    notionalUsd: 100,
    reduceOnly: false,
    unknown: false,
    ...change,
  };
}

export function bookOf(positions: readonly HeldPosition[] = [], pending: readonly PendingOrder[] = []): DecisionBook {
  return {
    atMs: AT_MS,
    account: "main",
    navUsd: 100_000,
    navAtMs: AT_MS,
    predictedNavUsd: 100_000,
    walletUsd: 100_000,
    freeMarginUsd: 100_000,
    positions,
    pending,
    tradingState: "ACTIVE",
    causes: [],
    rearm: [],
    risk: emptyRiskState(),
  };
}

const strategyCaps: StrategyCaps = {
  enabled: true,
  maxNavPct: 1,
  maxConcurrent: 10,
  maxLeverage: 2,
  capacityUsd: null,
};

const symbolCaps: SymbolCaps = {
  tier: "CORE",
  enabled: true,
  restricted: false,
  maxNavPct: 0.25,
  maxNavPctSetting: "risk_limits.global.max_symbol_exposure_pct",
  maxOrderNotionalUsd: 50_000,
  maxOrderNotionalSetting: "risk_limits.global.max_order_notional",
  maxLeverage: 2,
  maxConcurrentPositions: 1,
  minNotionalUsd: 10,
};

/** Caps of strategies and symbols; what is not given is open. */
export function capsOf(change: {
  readonly global?: number;
  readonly strategies?: Readonly<Record<string, Partial<StrategyCaps>>>;
  readonly symbols?: Readonly<Record<string, Partial<SymbolCaps>>>;
}): IntentCaps {
  const strategies = { momentum: {}, other: {}, ...change.strategies };
  const names = ["AUSDT", "BUSDT", "CUSDT", "DUSDT", "EUSDT", "FUSDT"];
  const symbols = { ...Object.fromEntries(names.map((name) => [name, {}])), ...change.symbols };
  const filled = <Caps>(base: Caps, given: Readonly<Record<string, Partial<Caps>>>): Record<string, Caps> =>
    Object.fromEntries(Object.entries(given).map(([name, caps]) => [name, { ...base, ...caps }]));
  return {
    maxConcurrentPositions: change.global ?? 8,
    strategies: filled(strategyCaps, strategies),
    symbols: filled(symbolCaps, symbols),
  };
}
