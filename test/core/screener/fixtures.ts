import type { StrategyCaps, SymbolCaps } from "../../../src/core/domain/caps.js";
import type { DecisionBook, HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Direction, ProtoIntent, Signal } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { ScreenedStrategy } from "../../../src/core/screener/screen.js";
import type { IntentCaps } from "../../../src/core/screener/slots.js";
import { sampleBook, sampleHeld, samplePending } from "../../support/samples/books.js";
import { sampleStrategyCaps, sampleSymbolCaps } from "../../support/samples/caps.js";
import { sampleFeatures, sampleView } from "../../support/samples/views.js";

export const AT_MS = Date.UTC(2024, 4, 1, 12);

export const features = sampleFeatures({
  barsSeen: 800,
  volatilityRatio: 0.9,
  atr: 10,
  annualVolatility: 0.6,
  betaToBtc: 1.1,
});

/** A symbol at 100 whose last bar has just closed. */
export function viewOf(symbol: string, change: Partial<SymbolView> = {}): SymbolView {
  const price = { open: 100, high: 101, low: 99, close: 100 };
  const lastBar = { ...price, symbol, openTimeMs: AT_MS - HOUR_MS, closeTimeMs: AT_MS, volume: 1, mark: null };
  return sampleView({ symbol, lastBar, mark: 100, last: 100, markAtMs: AT_MS, features, ...change });
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
  return sampleHeld({ symbol, qty, strategy });
}

export function pendingOf(symbol: string, change: Partial<PendingOrder> = {}): PendingOrder {
  return samplePending({ symbol, ...change });
}

export function bookOf(positions: readonly HeldPosition[] = [], pending: readonly PendingOrder[] = []): DecisionBook {
  return sampleBook({ atMs: AT_MS, positions, pending });
}

const symbolCaps = sampleSymbolCaps({
  maxNavPct: 0.25,
  maxNavPctSetting: "risk_limits.global.max_symbol_exposure_pct",
  maxOrderNotionalUsd: 50_000,
  maxLeverage: 2,
});

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
    strategies: filled(sampleStrategyCaps({ maxLeverage: 2 }), strategies),
    symbols: filled(symbolCaps, symbols),
  };
}
