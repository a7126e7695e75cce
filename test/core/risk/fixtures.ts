import type { StrategyCaps, SymbolCaps } from "../../../src/core/domain/caps.js";
import type { DecisionBook, HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Intent, SizedOrder, Violation } from "../../../src/core/domain/intent.js";
import type { MarketView, SymbolView } from "../../../src/core/domain/market-view.js";
import { emptyRiskState, type RiskState } from "../../../src/core/domain/risk-state.js";
import { type Dec, dec } from "../../../src/core/lib/decimal.js";
import { buildContext } from "../../../src/core/risk/context.js";
import { evaluate } from "../../../src/core/risk/evaluate.js";
import { type RiskLimits, riskLimitsSchema, type RiskPolicy } from "../../../src/core/risk/policy.js";
import { reviewedOrder } from "../../../src/core/risk/reviewed-order.js";
import { sampleBook, sampleHeld, samplePending } from "../../support/samples/books.js";
import { sampleStrategyCaps, sampleSymbolCaps } from "../../support/samples/caps.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { sampleSized } from "../../support/samples/orders.js";
import { sampleFeatures, sampleView } from "../../support/samples/views.js";

export const NOW = Date.parse("2024-05-01T12:00:00Z");
export const NAV = 100_000;

export function instrument(symbol: string, over: Partial<Instrument> = {}): Instrument {
  return sampleInstrument({
    symbol,
    venue: "binance",
    baseAsset: symbol.replace("USDT", ""),
    tickSize: dec("0.01"),
    maxQty: dec("100000"),
    marketMaxQty: dec("100000"),
    minNotional: dec("5"),
    brackets: [
      { notionalFloorUsd: 0, notionalCapUsd: 50_000, maxLeverage: 100, maintenanceRate: 0.01, deductionUsd: 0 },
      { notionalFloorUsd: 50_000, notionalCapUsd: 1e12, maxLeverage: 50, maintenanceRate: 0.02, deductionUsd: 500 },
    ],
    ...over,
  });
}

/** A symbol at 100 with a mark of this very instant. */
export function symbolView(symbol: string, over: Partial<SymbolView> = {}, beta = 1): SymbolView {
  const features = sampleFeatures({ barsSeen: 5_000, adx: 25, atr: 1, annualVolatility: 0.6, betaToBtc: beta });
  return sampleView({
    symbol,
    instrument: instrument(symbol),
    mark: 100,
    last: 100,
    markAtMs: NOW,
    features,
    ...over,
  });
}

export const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"] as const;

export function marketView(...changed: readonly SymbolView[]): MarketView {
  const views = [...SYMBOLS.map((symbol) => symbolView(symbol)), ...changed];
  return { atMs: NOW, symbols: new Map(views.map((view) => [view.symbol, view])) };
}

/** Limits wide enough that a rule under test is alone in refusing; each test sets its own. */
export const WIDE: RiskLimits["global"] = {
  ...riskLimitsSchema.parse({}).global,
  max_trade_nav_pct: 1,
  max_symbol_exposure_pct: 1,
  max_gross_exposure_pct: 50,
  max_net_exposure_pct: 50,
  max_venue_exposure_pct: 50,
  max_leverage: 50,
  correlation: {
    default_beta: 1.5,
    groups: { all_perps: { symbols: ["*"], max_beta_exposure_pct: 50, max_gross_exposure_pct: 50 } },
  },
};

export function limits(global: Partial<RiskLimits["global"]> = {}, over: Partial<RiskLimits> = {}): RiskLimits {
  return { ...riskLimitsSchema.parse({}), ...over, global: { ...WIDE, ...global } };
}

const STRATEGY = sampleStrategyCaps({ maxNavPct: 50, maxConcurrent: 50, maxLeverage: 50 });

const CAPS = sampleSymbolCaps({ maxNavPct: 1, maxOrderNotionalUsd: 1e9, maxLeverage: 50 });

export interface PolicyChange {
  readonly global?: Partial<RiskLimits["global"]>;
  readonly limits?: Partial<RiskLimits>;
  readonly strategy?: Partial<StrategyCaps>;
  readonly caps?: Partial<SymbolCaps>;
  readonly orderLimits?: RiskPolicy["orderLimits"];
}

export function policy(change: PolicyChange = {}): RiskPolicy {
  const caps = { ...CAPS, ...change.caps };
  const strategy = { ...STRATEGY, ...change.strategy };
  return {
    limits: limits(change.global, change.limits),
    strategies: { momentum: strategy, other: STRATEGY },
    symbols: Object.fromEntries(SYMBOLS.map((symbol) => [symbol, caps])),
    orderLimits: change.orderLimits ?? {},
    reduceOnlyMinNotionalExempt: true,
  };
}

export function riskState(over: Partial<RiskState> = {}): RiskState {
  const startMs = Date.parse("2024-05-01T00:00:00Z");
  const nav = dec(String(NAV));
  const dayAnchor = { day: "2024-05-01", nav, startMs, untilMs: startMs + 86_400_000 };
  return { ...emptyRiskState(), dayAnchor, lastNav: nav, riskPeak: nav, ...over };
}

export function book(over: Partial<DecisionBook> = {}): DecisionBook {
  const flat = { walletUsd: NAV, freeMarginUsd: NAV, risk: riskState() };
  return sampleBook({ atMs: NOW, navAtMs: NOW, ...flat, ...over });
}

export function held(symbol: string, qty: number, over: Partial<HeldPosition> = {}): HeldPosition {
  const at100 = { entryPrice: 100, notionalUsd: Math.abs(qty * 100), stopPrice: qty > 0 ? 98 : 102 };
  return sampleHeld({ symbol, qty, barsHeld: 1, ...at100, ...over });
}

export function pending(symbol: string, leavesQty: number, over: Partial<PendingOrder> = {}): PendingOrder {
  return samplePending({ symbol, leavesQty, notionalUsd: leavesQty * 100, ...over });
}

export interface OrderChange {
  readonly intent?: Partial<Intent>;
  readonly order?: Partial<SizedOrder>;
}

/** Buys at 100 with a stop 2 below. */
export function entry(symbol: string, qty: string, change: OrderChange = {}): SizedOrder {
  const notionalUsd = Number(qty) * 100;
  const exits = { stopDistance: 2, atr: 1, trailDistance: null, takeProfits: [], maxBars: null };
  return sampleSized({
    intent: sampleIntent({ id: `i${symbol}`, groupId: `g${symbol}`, symbol, exits, ...change.intent }),
    qty: qty as Dec,
    referencePrice: dec("100"),
    notionalUsd,
    leverage: notionalUsd / NAV,
    ...change.order,
  });
}

/** Sells reduce-only: the close of a long. */
export function closing(symbol: string, qty: string, change: OrderChange = {}): SizedOrder {
  return entry(symbol, qty, {
    intent: { id: `x${symbol}`, side: "sell", purpose: "close", exits: null, ...change.intent },
    order: { reduceOnly: true, ...change.order },
  });
}

export interface Scene {
  readonly book?: DecisionBook;
  readonly view?: MarketView;
  readonly policy?: RiskPolicy;
  readonly quoteUsd?: Readonly<Record<string, number>>;
}

/** Every violation of an order in a scene. */
export function judge(order: SizedOrder, scene: Scene = {}): readonly Violation[] {
  const ctx = buildContext({
    book: scene.book ?? book(),
    view: scene.view ?? marketView(),
    policy: scene.policy ?? policy(),
    quoteUsd: scene.quoteUsd ?? null,
  });
  return evaluate(reviewedOrder(order, ctx), ctx);
}

/** Violations of one rule only. */
export function judgeBy(rule: string, order: SizedOrder, scene: Scene = {}): readonly Violation[] {
  return judge(order, scene).filter((violation) => violation.rule === rule);
}
