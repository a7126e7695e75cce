import type { HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Intent } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { sizingPolicySchema } from "../../../src/core/sizing/policy.js";

export function instrument(changes: Partial<Instrument> = {}): Instrument {
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
    minNotional: dec("5"),
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

export function symbolView(mark: number, changes: Partial<SymbolView> = {}): SymbolView {
  return {
    symbol: "BTCUSDT",
    instrument: instrument(),
    lastBar: null,
    mark,
    last: mark,
    markAtMs: 1_700_000_000_000,
    stale: false,
    fundingRate: null,
    features: {
      barsSeen: 600,
      trend: "up",
      volatility: "normal",
      volatilityRatio: 1,
      adx: 30,
      atr: mark / 100,
      annualVolatility: 0.5,
      betaToBtc: 1,
    },
    book: null,
    ...changes,
  };
}

export function intent(changes: Partial<Intent> = {}): Intent {
  return {
    id: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    purpose: "open",
    strength: 1,
    exposure: null,
    exits: { stopDistance: 1_000, atr: 400, trailDistance: null, takeProfits: [], maxBars: null },
    horizonBars: 24,
    reasons: [],
    ...changes,
  };
}

export function held(changes: Partial<HeldPosition> = {}): HeldPosition {
  return {
    account: "main",
    symbol: "ETHUSDT",
    strategy: "momentum",
    qty: 1,
    entryPrice: 2_000,
    markPrice: 2_000,
    notionalUsd: 2_000,
    stopPrice: 1_900,
    barsHeld: 3,
    unprotectedSinceMs: null,
    ...changes,
  };
}

export function pending(changes: Partial<PendingOrder> = {}): PendingOrder {
  return {
    clientOrderId: "x",
    account: "main",
    symbol: "ETHUSDT",
    strategy: "momentum",
    side: "buy",
    purpose: "open",
    leavesQty: 1,
    notionalUsd: 2_000,
    reduceOnly: false,
    unknown: false,
    ...changes,
  };
}

export interface SampleChanges {
  readonly navUsd?: number;
  readonly mark?: number;
  readonly freeMarginUsd?: number;
  readonly positions?: readonly HeldPosition[];
  readonly pending?: readonly PendingOrder[];
  readonly limits?: Partial<SizingInput["limits"]>;
  readonly strategyCaps?: Partial<SizingInput["caps"]["strategy"]>;
  readonly symbolCaps?: Partial<SizingInput["caps"]["symbol"]>;
  readonly policy?: Partial<SizingInput["policy"]>;
  readonly input?: Partial<SizingInput>;
}

/** NAV 100,000, BTC at 50,000, volatility 0.5 against a target of 0.5, 10 % of NAV a trade, wide limits. */
export function sizingInput(changes: SampleChanges = {}): SizingInput {
  const navUsd = changes.navUsd ?? 100_000;
  return {
    intent: intent(),
    view: symbolView(changes.mark ?? 50_000),
    book: {
      atMs: 1_700_000_000_000,
      account: "main",
      navUsd,
      navAtMs: 1_700_000_000_000,
      predictedNavUsd: navUsd,
      walletUsd: navUsd,
      freeMarginUsd: changes.freeMarginUsd ?? navUsd,
      positions: changes.positions ?? [],
      pending: changes.pending ?? [],
      tradingState: "ACTIVE",
      causes: [],
      rearm: [],
      risk: emptyRiskState(),
    },
    caps: {
      strategy: {
        enabled: true,
        maxNavPct: 1,
        maxConcurrent: 5,
        maxLeverage: 3,
        capacityUsd: null,
        ...changes.strategyCaps,
      },
      symbol: {
        tier: null,
        enabled: true,
        restricted: false,
        maxNavPct: 0.5,
        maxNavPctSetting: "risk_limits.per_symbol.BTCUSDT.max_nav_pct",
        maxOrderNotionalUsd: 1_000_000,
        maxOrderNotionalSetting: "risk_limits.per_symbol.BTCUSDT.max_order_notional",
        maxLeverage: 3,
        maxConcurrentPositions: 1,
        minNotionalUsd: 10,
        ...changes.symbolCaps,
      },
    },
    limits: {
      riskPerTradePct: 0.02,
      maxTradeNavPct: 0.5,
      maxGrossExposurePct: 2,
      maxNetExposurePct: 2,
      maxLeverage: 3,
      correlationGroups: [],
      minNotionalPolicy: "veto",
      ...changes.limits,
    },
    policy: { ...sizingPolicySchema.parse({ trade_nav_percentage: 0.1, vol_target: 0.5 }), ...changes.policy },
    bucketMultiplier: 1,
    positionQty: null,
    ...changes.input,
  };
}
