import type { HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Intent, SizedOrder } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sizingLimits } from "../../../src/core/engine/sizing-limits.js";
import { type RiskLimits, riskLimitsSchema, type RiskPolicy } from "../../../src/core/risk/policy.js";
import type { SizingFailure } from "../../../src/core/sizing/failure.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { sizingPolicySchema } from "../../../src/core/sizing/policy.js";
import { size } from "../../../src/core/sizing/size.js";
import { sampleBook, sampleHeld, samplePending } from "../../support/samples/books.js";
import { sampleStrategyCaps, sampleSymbolCaps } from "../../support/samples/caps.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { sampleFeatures, sampleView } from "../../support/samples/views.js";

const BRACKETS = [
  { notionalFloorUsd: 0, notionalCapUsd: 1e12, maxLeverage: 100, maintenanceRate: 0.01, deductionUsd: 0 },
];

export function instrument(changes: Partial<Instrument> = {}): Instrument {
  return sampleInstrument({ minNotional: dec("5"), brackets: BRACKETS, ...changes });
}

/** ATR is 1 % of the mark. */
export function symbolView(mark: number, changes: Partial<SymbolView> = {}): SymbolView {
  return sampleView({ mark, instrument: instrument(), features: sampleFeatures({ atr: mark / 100 }), ...changes });
}

export function intent(changes: Partial<Intent> = {}): Intent {
  const exits = { stopDistance: 1_000, atr: 400, trailDistance: null, takeProfits: [], maxBars: null };
  return sampleIntent({ exits, ...changes });
}

/** One ETH at 2,000, or as much of it as its notional says. */
export function held(changes: Partial<HeldPosition> = {}): HeldPosition {
  const { markPrice = 2_000, notionalUsd = 2_000 } = changes;
  const qty = Math.sign(changes.qty ?? 1) * (notionalUsd / markPrice);
  return sampleHeld({ markPrice, stopPrice: 1_900, notionalUsd, ...changes, qty });
}

export function pending(changes: Partial<PendingOrder> = {}): PendingOrder {
  return samplePending({ notionalUsd: 2_000, ...changes });
}

export interface SampleChanges {
  readonly navUsd?: number;
  readonly mark?: number;
  readonly freeMarginUsd?: number;
  readonly positions?: readonly HeldPosition[];
  readonly pending?: readonly PendingOrder[];
  readonly limits?: SampleLimits;
  /** By symbol, against BTC; 1 where none is named. */
  readonly betas?: Readonly<Record<string, number>>;
  readonly strategyCaps?: Partial<SizingInput["caps"]["strategy"]>;
  readonly symbolCaps?: Partial<SizingInput["caps"]["symbol"]>;
  readonly policy?: Partial<SizingInput["policy"]>;
  readonly input?: Partial<SizingInput>;
}

/** On the market beside the symbol that is sized. */
const OTHERS = ["ETHUSDT", "A", "B"];

interface SampleLimits {
  readonly riskPerTradePct?: number;
  readonly maxTradeNavPct?: number;
  readonly maxGrossExposurePct?: number;
  readonly maxNetExposurePct?: number;
  readonly maxVenueExposurePct?: number;
  readonly maxSlippageBps?: number;
  readonly minMarginRatio?: number;
  readonly groups?: RiskLimits["global"]["correlation"]["groups"];
  readonly minNotionalPolicy?: "veto" | "bump";
  readonly maxGrossUsd?: number;
}

function globalLimits(limits: SampleLimits): RiskLimits["global"] {
  const global = riskLimitsSchema.parse({}).global;
  return {
    ...global,
    risk_per_trade_pct: limits.riskPerTradePct ?? 0.02,
    max_trade_nav_pct: limits.maxTradeNavPct ?? 0.5,
    max_gross_exposure_pct: limits.maxGrossExposurePct ?? 2,
    max_net_exposure_pct: limits.maxNetExposurePct ?? 2,
    max_venue_exposure_pct: limits.maxVenueExposurePct ?? 2,
    max_symbol_exposure_pct: 1,
    min_notional_policy: limits.minNotionalPolicy ?? "veto",
    correlation: { default_beta: 1.5, groups: limits.groups ?? {} },
    liquidation: { ...global.liquidation, min_margin_ratio: limits.minMarginRatio ?? 1.5 },
    market_quality: { ...global.market_quality, max_slippage_bps: limits.maxSlippageBps ?? 30 },
  };
}

/** NAV 100,000, BTC at 50,000, volatility 0.5 against a target of 0.5, 10 % of NAV a trade, wide limits. */
export function sizingInput(changes: SampleChanges = {}): SizingInput {
  const { navUsd = 100_000, freeMarginUsd = navUsd, positions = [], pending: waiting = [], betas = {} } = changes;
  const intended = changes.input?.intent ?? intent();
  const view = withBeta(changes.input?.view ?? symbolView(changes.mark ?? 50_000), betas);
  const caps = {
    strategy: sampleStrategyCaps({ maxConcurrent: 5, ...changes.strategyCaps }),
    symbol: sampleSymbolCaps({
      tier: null,
      maxOrderNotionalSetting: "risk_limits.per_symbol.BTCUSDT.max_order_notional",
      ...changes.symbolCaps,
    }),
  };
  const others = OTHERS.map((symbol) => withBeta(symbolView(2_000, { symbol }), betas));
  const views = [...others, view];
  const policy: RiskPolicy = {
    limits: { ...riskLimitsSchema.parse({}), global: globalLimits(changes.limits ?? {}) },
    strategies: { [intended.strategy]: caps.strategy },
    symbols: { [view.symbol]: caps.symbol },
    orderLimits: {},
    reduceOnlyMinNotionalExempt: true,
  };
  const market = { atMs: view.markAtMs, symbols: new Map(views.map((one) => [one.symbol, one])) };
  return {
    book: sampleBook({ navUsd, freeMarginUsd, positions, pending: waiting }),
    caps,
    limits: sizingLimits(market, policy, changes.limits?.maxGrossUsd),
    policy: { ...sizingPolicySchema.parse({ trade_nav_percentage: 0.1, vol_target: 0.5 }), ...changes.policy },
    bucketMultiplier: 1,
    positionQty: null,
    ...changes.input,
    intent: intended,
    view,
  };
}

function withBeta(view: SymbolView, betas: Readonly<Record<string, number>>): SymbolView {
  return { ...view, features: { ...view.features, betaToBtc: betas[view.symbol] ?? 1 } };
}

/** What sizing makes of it; a refusal ends the test. */
export function sized(input: SizingInput): SizedOrder {
  const result = size(input);
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

/** Why sizing refuses it; a size ends the test. */
export function refused(input: SizingInput): SizingFailure {
  const result = size(input);
  if (result.ok) throw new Error(`sized ${result.value.qty}`);
  return result.error;
}
