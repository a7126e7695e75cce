import fc from "fast-check";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import type { Config } from "../../../src/core/config/config-files.js";
import type { DecisionBook } from "../../../src/core/domain/decision-book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { Intent, SizedOrder, Violation } from "../../../src/core/domain/intent.js";
import type { MarketView, SymbolView } from "../../../src/core/domain/market-view.js";
import { sizeAndReview } from "../../../src/core/engine/size-and-review.js";
import { decFromNumber } from "../../../src/core/lib/decimal.js";
import { wantedCauses } from "../../../src/core/risk/causes.js";
import { type Reviewed, review } from "../../../src/core/risk/review.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { sampleSized } from "../../support/samples/orders.js";
import { sampleFeatures, sampleView } from "../../support/samples/views.js";
import { book, held, NOW, pending, riskState } from "./fixtures.js";

const HOUR_MS = 3_600_000;
/** Evenly over the range: `fc.double` is so over the digits, which from 0 on is next to nothing. */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + ((max - min) * part) / 1_000_000);
const sides = fc.constantFrom("buy" as const, "sell" as const);
const betas = fc.option(between(-1, 1.5), { freq: 3 });

/** Mostly well, so that what is looked at is not hidden behind a dozen other refusals. */
const mostly = <T>(well: T, otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(well) }, { weight: 1, arbitrary: otherwise });

/** A market, a book and a wish to open BTCUSDT, all of them at random. */
const ARBITRARIES = {
  side: sides,
  strength: between(0.2, 1),
  exposure: fc.option(between(0.05, 0.6)),
  stopShare: between(0.002, 0.1),
  volatility: fc.constantFrom("quiet" as const, "normal" as const, "hot" as const, "panic" as const),
  annualVolatility: between(0.2, 2),
  volatilityRatio: between(0.5, 3),
  heldUsd: fc.oneof(fc.constant(0), between(50, 12_000)),
  others: fc.array(fc.record({ signedUsd: between(-60_000, 60_000), beta: betas }), { minLength: 2, maxLength: 2 }),
  pendingUsd: fc.oneof(fc.constant(0), between(100, 20_000)),
  pendingSide: sides,
  beta: betas,
  navUsd: between(60_000, 130_000),
  lossPct: mostly(0, between(-0.02, 0.06)),
  drawdownPct: mostly(0, between(0, 0.25)),
  freeMarginShare: between(0.01, 1),
  depthUsd: fc.option(between(2_000, 400_000)),
  halfSpreadBps: mostly(0.5, between(0.5, 15)),
  indexOffBps: mostly(0, between(0, 300)),
  markAgeMs: mostly(0, between(0, 120_000)),
  bookAgeMs: mostly(0, between(0, 20_000)),
  navAgeMs: mostly(0, between(0, 300_000)),
  navOffUsd: mostly(0, between(0, 200)),
  fundingRate: mostly<number | null>(null, between(-0.004, 0.004)),
  delistedInHours: mostly<number | null>(null, between(0, 72)),
  quoteOff: mostly<number | null>(null, between(-0.01, 0.01)),
  timerReason: mostly<"stop" | "loss_streak" | "veto_burst" | null>(
    null,
    fc.constantFrom("stop", "loss_streak", "veto_burst"),
  ),
  timerAgeMinutes: between(0, 300),
  entriesAgoMs: mostly<number[]>([], fc.array(between(1, HOUR_MS), { maxLength: 7 })),
  ordersCounted: mostly(0, fc.integer({ min: 0, max: 250 })),
  unprotectedMs: mostly<number | null>(null, between(0, 30_000)),
};
export type MonotoneScene = {
  [Key in keyof typeof ARBITRARIES]: (typeof ARBITRARIES)[Key] extends fc.Arbitrary<infer T> ? T : never;
};

const unhurried = { exposure: fc.constant(null), freeMarginShare: fc.constant(1), heldUsd: fc.constant(0) };
const laden = {
  pendingUsd: between(20_000, 200_000),
  others: fc.array(fc.record({ signedUsd: between(40_000, 250_000), beta: betas }), { minLength: 2, maxLength: 2 }),
};
const timed = (reason: "stop" | "loss_streak" | "veto_burst") => ({ timerReason: fc.constant(reason) });

/** What a setting is about is never well while that setting is looked at. */
const ABOUT: readonly (readonly [
  RegExp,
  { readonly [Key in keyof MonotoneScene]?: fc.Arbitrary<MonotoneScene[Key]> },
])[] = [
  [/daily_loss/, { lossPct: between(0, 0.12) }],
  [/drawdown_pct/, { drawdownPct: between(0, 0.4) }],
  [/drawdown_scale/, { drawdownPct: between(0.04, 0.15), ...unhurried }],
  [/volatility_scale|vol_target|vol_scale_min/, unhurried],
  [/vol_scale_max/, { annualVolatility: between(0.1, 0.4), ...unhurried }],
  [/cooldown_minutes_after_stop/, timed("stop")],
  [/loss_streak/, timed("loss_streak")],
  [/veto_burst/, timed("veto_burst")],
  [/max_book_age/, { bookAgeMs: between(0, 30_000), depthUsd: between(2_000, 400_000) }],
  [/max_price_age/, { markAgeMs: between(0, 200_000) }],
  [/max_spread/, { halfSpreadBps: between(0.5, 40), depthUsd: between(2_000, 400_000) }],
  [/max_slippage/, { depthUsd: between(500, 50_000) }],
  [/max_divergence/, { indexOffBps: between(0, 600) }],
  [/max_funding/, { fundingRate: between(-0.01, 0.01) }],
  [/nav_tolerance/, { navOffUsd: between(0, 300) }],
  [/nav_freshness/, { navAgeMs: between(0, 400_000) }],
  [/max_unprotected/, { unprotectedMs: between(0, 40_000), heldUsd: between(50, 12_000) }],
  [/hours_to_delisting/, { delistedInHours: between(0, 96) }],
  [/depeg/, { quoteOff: between(-0.02, 0.02) }],
  [/trades_per_symbol/, { entriesAgoMs: fc.array(between(1, HOUR_MS), { maxLength: 12 }) }],
  [/orders_1/, { ordersCounted: fc.integer({ min: 0, max: 600 }) }],
  [/shock_pct|min_margin_ratio|majors|maintenance_rate/, laden],
  [/buckets\.quiet/, { volatility: fc.constant("quiet" as const), ...unhurried }],
  [/buckets\.normal/, { volatility: fc.constant("normal" as const), ...unhurried }],
  [/buckets\.hot/, { volatility: fc.constant("hot" as const), ...unhurried }],
  [/buckets\.panic/, { volatility: fc.constant("panic" as const), ...unhurried }],
  [/min_notional_policy/, { strength: between(0.001, 0.02), ...unhurried }],
  [/min_notional(?!_policy)|min_gross/, { freeMarginShare: between(0.0005, 0.01) }],
];

/** With something held in BTCUSDT. */
export function scenesHolding(): fc.Arbitrary<MonotoneScene> {
  return fc.record({ ...ARBITRARIES, heldUsd: between(50, 12_000) });
}

export function scenesAbout(path: string): fc.Arbitrary<MonotoneScene> {
  const special = ABOUT.filter(([about]) => about.test(path)).map(([, changes]) => changes);
  return fc.record(Object.assign({}, ARBITRARIES, ...special) as typeof ARBITRARIES);
}

const PRICES = { BTCUSDT: 50_000, ETHUSDT: 2_000, SOLUSDT: 100 } as const;
type Traded = keyof typeof PRICES;

function viewOf(symbol: Traded, instrument: Instrument, scene: MonotoneScene): SymbolView {
  const mark = PRICES[symbol];
  const beta = { BTCUSDT: scene.beta, ETHUSDT: scene.others[0]?.beta, SOLUSDT: scene.others[1]?.beta }[symbol];
  const { volatility, annualVolatility, volatilityRatio } = scene;
  const features = sampleFeatures({ volatility, annualVolatility, volatilityRatio, betaToBtc: beta ?? Number.NaN });
  if (symbol !== "BTCUSDT") return sampleView({ symbol, instrument, mark, markAtMs: NOW, features });
  const delistingAtMs = scene.delistedInHours === null ? null : NOW + scene.delistedInHours * HOUR_MS;
  const levels = (sign: 1 | -1) =>
    [0, 1, 2, 3].map((level) => {
      const price = mark * (1 + (sign * scene.halfSpreadBps * (1 + 2 * level)) / 10_000);
      return { price, qty: ((scene.depthUsd ?? 0) * (level + 1)) / price };
    });
  return sampleView({
    symbol,
    instrument: { ...instrument, delistingAtMs },
    mark,
    markAtMs: NOW - scene.markAgeMs,
    indexPrice: mark * (1 + scene.indexOffBps / 10_000),
    fundingRate: scene.fundingRate,
    features,
    book: scene.depthUsd === null ? null : { symbol, atMs: NOW - scene.bookAgeMs, bids: levels(-1), asks: levels(1) },
  });
}

function bookOf(scene: MonotoneScene): DecisionBook {
  const { navUsd, side, heldUsd } = scene;
  const sign = side === "buy" ? 1 : -1;
  const position = (symbol: Traded, signedUsd: number, over = {}) => {
    const markPrice = PRICES[symbol];
    const qty = signedUsd / markPrice;
    const stopPrice = markPrice * (signedUsd > 0 ? 0.97 : 1.03);
    return held(symbol, qty, {
      markPrice,
      entryPrice: markPrice,
      notionalUsd: Math.abs(signedUsd),
      stopPrice,
      ...over,
    });
  };
  const unprotectedSinceMs = scene.unprotectedMs === null ? null : NOW - scene.unprotectedMs;
  const ethUsd = scene.others[0]?.signedUsd ?? 0;
  const waiting = { side: scene.pendingSide, strategy: "momentum", notionalUsd: scene.pendingUsd };
  const sinceMs = NOW - scene.timerAgeMinutes * 60_000;
  const { timerReason: reason } = scene;
  const timer = { scope: "symbol" as const, key: "BTCUSDT", sinceMs, untilMs: sinceMs + 400 * 60_000 };
  const count = scene.ordersCounted;
  return book({
    navUsd,
    navAtMs: NOW - scene.navAgeMs,
    predictedNavUsd: navUsd + scene.navOffUsd,
    freeMarginUsd: navUsd * scene.freeMarginShare,
    positions: [
      ...(heldUsd === 0 ? [] : [position("BTCUSDT", sign * heldUsd, { unprotectedSinceMs })]),
      ...(ethUsd === 0 ? [] : [position("ETHUSDT", ethUsd, { strategy: "other" })]),
    ],
    pending: scene.pendingUsd === 0 ? [] : [pending("SOLUSDT", scene.pendingUsd / PRICES.SOLUSDT, waiting)],
    risk: riskState({
      cooldowns: reason === null ? [] : [{ ...timer, reason }],
      recentEntries: { BTCUSDT: scene.entriesAgoMs.map((ago) => NOW - ago) },
      countedOrders: { main: { atMs: NOW - 1_000, tenSeconds: count, minute: count * 4 } },
      dayAnchor: { ...riskState().dayAnchor!, nav: decFromNumber(navUsd / (1 - scene.lossPct)) },
      riskPeak: decFromNumber(navUsd / (1 - scene.drawdownPct)),
      accountMarks: {
        main: {
          ...{ day: riskState().dayAnchor!.day, lastNavUsd: navUsd },
          ...{ dayNavUsd: navUsd / (1 - scene.lossPct), peakUsd: navUsd / (1 - scene.drawdownPct) },
        },
      },
    }),
  });
}

export interface Outcome {
  /** Null where it was refused. */
  readonly qty: number | null;
  /** By whom it was refused. */
  readonly refused: readonly Violation[];
  /** Of a wish: sizing found a quantity that keeps to every limit. */
  readonly hasSize?: boolean;
}

interface Stage {
  /** A wish through sizing and review. */
  readonly wish: (intent: Intent) => Outcome;
  /** An order of a given size through review alone. */
  readonly judge: (order: SizedOrder) => Outcome;
}

/** The scene under a configuration, with the trading state that its limits ask for. */
function staged(scene: MonotoneScene, config: Config): Stage {
  const ctx = createEngineContext(config);
  const views = (Object.keys(PRICES) as Traded[]).map((symbol) => viewOf(symbol, ctx.instruments.get(symbol)!, scene));
  const view: MarketView = { atMs: NOW, symbols: new Map(views.map((one) => [one.symbol, one])) };
  const bare = bookOf(scene);
  const causes = wantedCauses({ book: bare, policy: ctx.risk });
  const worst = causes.some(({ state }) => state === "HALTED") ? "HALTED" : "REDUCING";
  const books: DecisionBook = { ...bare, causes, tradingState: causes.length === 0 ? "ACTIVE" : worst };
  const quoteUsd = scene.quoteOff === null ? null : { USDT: 1 + scene.quoteOff };
  const heldQty = books.positions.find(({ symbol }) => symbol === "BTCUSDT")?.qty ?? null;
  const input = {
    view,
    book: books,
    maxGrossUsd: Infinity,
    positionQty: () => (heldQty === null ? null : decFromNumber(heldQty)),
  };
  return {
    wish(intent) {
      const reviewed = sizeAndReview({ ...input, intents: [intent], exits: [], quoteUsd }, ctx);
      return { ...outcomeOf(reviewed), hasSize: !reviewed.vetoes.some(({ bySizing }) => bySizing) };
    },
    judge(order) {
      return outcomeOf(review({ exits: [], entries: [order], book: books, view, policy: ctx.risk, quoteUsd }));
    },
  };
}

function outcomeOf({ approved, vetoes }: Reviewed): Outcome {
  return { qty: approved[0] === undefined ? null : Number(approved[0].qty), refused: vetoes[0]?.violations ?? [] };
}

function orderOf(intent: Intent, qty: number): SizedOrder {
  const price = PRICES.BTCUSDT;
  return sampleSized({
    intent,
    qty: decFromNumber(qty),
    referencePrice: decFromNumber(price),
    notionalUsd: qty * price,
    leverage: 0,
    reduceOnly: intent.purpose !== "open",
  });
}

/** A wish to open through sizing and review, and an order of a given size through review alone. */
export function decided(scene: MonotoneScene, config: Config, fixedUsd: number): readonly [Outcome, Outcome] {
  const { wish, judge } = staged(scene, config);
  const stopDistance = scene.stopShare * PRICES.BTCUSDT;
  const intent = sampleIntent({
    side: scene.side,
    strength: scene.strength,
    exposure: scene.exposure === null ? null : scene.exposure * (scene.side === "buy" ? 1 : -1),
    exits: { stopDistance, atr: stopDistance / 2, trailDistance: null, takeProfits: [], maxBars: null },
    horizonBars: 48,
  });
  return [wish(intent), judge(orderOf(intent, Math.ceil(fixedUsd / 50) / 1_000))];
}

/** What holds a close of the whole position, through sizing and review, and a reduction of a part of it, through review. */
export function refusalsOfReducing(scene: MonotoneScene, config: Config, share: number): readonly Violation[] {
  const { wish, judge } = staged(scene, config);
  const side = scene.side === "buy" ? "sell" : "buy";
  const close = sampleIntent({ side, purpose: "close", exposure: null, exits: null });
  const part = orderOf({ ...close, purpose: "reduce" }, (scene.heldUsd / PRICES.BTCUSDT) * share);
  return [...wish(close).refused, ...judge(part).refused];
}
