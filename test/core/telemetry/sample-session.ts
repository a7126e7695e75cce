import type { EventBody, IntendedOrder, JournalEvent } from "../../../src/core/domain/event.js";
import type { VetoRecord } from "../../../src/core/domain/veto-record.js";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import type { Portfolio } from "../../../src/core/domain/portfolio.js";
import { applyLedgerEvent, emptyPortfolio } from "../../../src/core/ledger/apply.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, isoUtc } from "../../../src/core/lib/time.js";
import type { HealthSnapshot, RouteHealth, TelemetrySnapshot } from "../../../src/core/telemetry/snapshot.js";
import type { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import { cycleDecided, orderFilled, sessionStarted } from "../../support/samples/events.js";
import { sampleIntended } from "../../support/samples/orders.js";

/** 2024-05-01T00:00:00Z */
export const START_MS = 1_714_521_600_000;
export const WALL_MS = 1_800_000_000_000;

export function intended(id: string, changes: Partial<IntendedOrder["request"]> = {}): IntendedOrder {
  return sampleIntended({
    request: { clientOrderId: id, qty: dec("0.02"), timeInForce: "IOC", workingType: "mark", ...changes },
    intentId: `intent${id}`,
    groupId: `group${id}`,
    purpose: changes.closePosition === true ? "disaster_stop" : "open",
    attempt: 1,
    routeReason: "taker: quality unknown",
    expectedCostBps: 6,
    decisionPrice: dec("60000"),
    notionalUsd: 1_200,
    stopPrice: dec("58000"),
    strength: 0.8,
  });
}

export function vetoRecord(id: string, changes: Partial<VetoRecord> = {}): VetoRecord {
  return {
    id,
    intentId: `intent${id}`,
    strategy: "momentum",
    account: "main",
    symbol: "ETHUSDT",
    side: "sell",
    purpose: "open",
    primary: "R06",
    violations: [
      { rule: "R06", code: "min_notional", measured: 12.5, limit: 20, unit: "usd", setting: "risk_limits.x" },
      { rule: "R13", code: "strategy_concurrency", measured: 3, limit: 3, unit: "count", setting: null },
    ],
    qty: dec("0.004"),
    notionalUsd: 12.5,
    referencePrice: dec("3125"),
    strength: 0.4,
    stopDistance: 90.5,
    clamps: [{ rule: "risk_per_trade_pct", beforeUsd: 900, afterUsd: 12.5 }],
    ...changes,
  };
}

interface CycleParts {
  readonly hour: number;
  readonly nav: string;
  readonly unrealizedPnl: string;
  readonly vetoes?: readonly VetoRecord[];
  readonly orders?: readonly IntendedOrder[];
}

export function cycle({ hour, nav, unrealizedPnl, vetoes = [], orders = [] }: CycleParts): EventBody {
  return cycleDecided({
    atMs: START_MS + hour * HOUR_MS,
    cycle: hour,
    nav: dec(nav),
    wallet: dec("100000"),
    unrealizedPnl: dec(unrealizedPnl),
    vetoes,
    orders,
    intents: orders.length + vetoes.length,
  });
}

const at = (hour: number, ms: number): number => START_MS + hour * HOUR_MS + ms;

/** A long of 0.02 BTC under a resting stop, a limit order that was canceled, one that is unknown, two vetoes. */
export function sampleEvents(): readonly EventBody[] {
  const stop = intended("stop1", {
    side: "sell",
    type: "stop_market",
    qty: null,
    triggerPrice: dec("57000"),
    closePosition: true,
  });
  const limit = intended("limit1", { type: "limit", price: dec("59990.5"), timeInForce: "GTX" });
  return [
    startEvent(),
    cycle({ hour: 0, nav: "100000", unrealizedPnl: "0", orders: [intended("entry1")], vetoes: [vetoRecord("veto1")] }),
    { type: "order.submitted", atMs: at(0, 1), clientOrderId: "entry1" },
    { type: "order.acknowledged", atMs: at(0, 40), clientOrderId: "entry1", venueOrderId: "v1" },
    fill("entry1", at(0, 45), { qty: "0.005", price: "60010", done: false }),
    fill("entry1", at(0, 46), { qty: "0.015", price: "60030", done: true }),
    { type: "order.intended", atMs: at(0, 46), order: stop, because: "protect" },
    { type: "order.submitted", atMs: at(0, 46), clientOrderId: "stop1" },
    { type: "order.acknowledged", atMs: at(0, 90), clientOrderId: "stop1", venueOrderId: "v2" },
    cycle({
      hour: 1,
      nav: "99990",
      unrealizedPnl: "-10",
      orders: [limit, intended("lost1")],
      vetoes: [vetoRecord("veto2")],
    }),
    { type: "order.submitted", atMs: at(1, 1), clientOrderId: "limit1" },
    { type: "order.submitted", atMs: at(1, 1), clientOrderId: "lost1" },
    { type: "order.unknown", atMs: at(1, 900), clientOrderId: "lost1", reason: "time-out" },
    { type: "order.canceled", atMs: at(1, 5_000), clientOrderId: "limit1", reason: "maker timeout" },
    cycle({ hour: 2, nav: "100020", unrealizedPnl: "20" }),
  ];
}

export function startEvent(): EventBody {
  return sessionStarted({ atMs: START_MS, toMs: START_MS + 3 * HOUR_MS, symbols: ["BTCUSDT", "ETHUSDT"] });
}

export function fill(id: string, atMs: number, part: { qty: string; price: string; done: boolean }): EventBody {
  const figures = { qty: dec(part.qty), price: dec(part.price), fee: dec("0.3") };
  return orderFilled({ atMs, clientOrderId: id, ...figures, orderDone: part.done });
}

/** The journal's frame around a body; telemetry reads seq, mode and correlationId of it. */
export function journaled(body: EventBody, seq: number): JournalEvent {
  return { ...body, seq, at: isoUtc(body.atMs), v: 1, mode: "paper", correlationId: `c${String(seq)}`, hash: "0" };
}

const sampleRoute: RouteHealth = {
  ...{ account: "main", symbol: "BTCUSDT", quality: "unknown", reason: "1 of 20 orders" },
  ...{ orders: 1, makerOrders: 0, makerFillRatio: null, fallbackRatio: null, rejectRatio: 0 },
  ...{ slippageP50Bps: 4.2, slippageP95Bps: 4.2, markoutBps: null, markoutFills: 0, ackP50Ms: 40, ackP95Ms: 40 },
  ...{ regime: "normal", offsetBps: 0.5, offsetReason: "normal 0.5" },
  offsetChange: { atMs: START_MS, fromBps: 1, toBps: 0.5, reason: "normal 0.5" },
  newRisk: { allowed: true, probe: false, reason: "1 of 20 orders" },
  policy: {
    entry: { style: "taker", reason: "quality_unknown" },
    exit: { style: "taker", reason: "exit" },
    protective: { style: "taker", reason: "protective" },
    makerTimeoutSeconds: 30,
    maxSlippageBps: { entry: 15, exit: 50, protective: 200 },
    expectedMakerBps: 4.1,
    expectedTakerBps: 7,
  },
  shortfall: {
    ...{ intents: 1, totalBps: 9.2, delayBps: 1, spreadBps: 1.2, impactBps: 2, feeBps: 5 },
    ...{ makerFirstBps: null, takerBps: 9.2 },
    newest: [
      {
        ...{ intentId: "intententry1", atMs: START_MS, side: "buy", purpose: "open", style: "taker" },
        ...{ totalBps: 9.2, priceBps: 4.2, delayBps: 1, spreadBps: 1.2, impactBps: 2, feeBps: 5 },
        ...{ filledShare: 1, notionalUsd: 1_200 },
      },
    ],
  },
  suggestions: [
    {
      ...{ setting: "router_policy.maker_timeout_seconds", from: 30, to: 45, bounds: [1, 120] },
      rationale: "60 % of 20 maker orders ended unfilled and fills were not adverse",
    },
  ],
  lastChange: { atMs: START_MS, from: "ok", to: "unknown", reason: "window" },
};

export function snapshotOf(portfolio: Portfolio, atMs: number, seq: number): TelemetrySnapshot {
  return {
    ...{ atMs, bookedAtMs: atMs },
    seq,
    portfolio,
    risk: {
      ...emptyRiskState(),
      cooldowns: [
        { scope: "symbol", key: "SOLUSDT", sinceMs: START_MS, untilMs: START_MS + 9 * HOUR_MS, reason: "stop" },
        { scope: "symbol", key: "XRPUSDT", sinceMs: START_MS, untilMs: START_MS, reason: "stop" },
      ],
      dayAnchor: { day: "2024-05-01", nav: dec("100000"), startMs: START_MS, untilMs: START_MS + 24 * HOUR_MS },
      riskPeak: dec("100020"),
    },
    limits: [
      { rule: "R09", scope: "global gross", used: 1_210, limit: 100_000, unit: "usd", headroom: 98_790, usage: 0.0121 },
      { rule: "R13", scope: "global", used: 1, limit: 4, unit: "count", headroom: 3, usage: 0.25 },
      { rule: "R03", scope: "account:main", used: null, limit: 5, unit: "usd", headroom: null, usage: null },
    ],
    vetoes: {
      last: { id: "veto2", atMs: START_MS + HOUR_MS, symbol: "ETHUSDT", strategy: "momentum", primary: "R06" },
      windowMs: 24 * HOUR_MS,
      total: 2,
      byRule: { R06: 2 },
    },
    router: [sampleRoute],
    schedules: [
      {
        ...{ intentId: "intentlimit1", account: "main", symbol: "BTCUSDT", side: "buy", qty: dec("0.12") },
        ...{ restQty: dec("0.08"), slices: 12, nextSlice: 5, nextAt: isoUtc(START_MS), endsAt: isoUtc(START_MS) },
      },
    ],
    circuits: [{ venue: "paper", endpoints: "orders", state: "half_open" }],
    marks: (symbol) => (symbol === "BTCUSDT" ? 60_500 : Number.NaN),
    nav: portfolio.nav,
    navFreshnessMs: 3_600_000,
    maxUnprotectedMs: 10_000,
    filesProblem: null,
  };
}

export function healthOf(changes: Partial<HealthSnapshot> = {}): HealthSnapshot {
  return {
    mode: "paper",
    pid: 4_242,
    state: "running",
    startedAtWallMs: WALL_MS - 60_000,
    nowWallMs: WALL_MS,
    atMs: START_MS + 2 * HOUR_MS,
    seq: 15,
    agesMs: { market: 0, nav: 0 },
    lags: { journal: 0 },
    latenciesMs: { decision: { p50: 0.2, p99: 1, max: 3 } },
    venues: [{ venue: "paper", state: "up", ackP50Ms: 40, ackP95Ms: 44, streamAgeMs: 0, circuits: null }],
    rssBytes: 120_000_000,
    ...changes,
  };
}

/** Folds the sample into real books and hands each event to the writer; `count` stops early, as a kill would. */
export function playSample(writer: TelemetryWriter, count = Infinity): TelemetrySnapshot {
  const portfolio = emptyPortfolio("paper");
  const events = sampleEvents().slice(0, count);
  for (const [index, body] of events.entries()) {
    applyLedgerEvent(portfolio, body);
    protect(portfolio);
    writer.onEvent(journaled(body, index + 1), portfolio);
  }
  return snapshotOf(portfolio, events.at(-1)?.atMs ?? START_MS, events.length);
}

/** What exits does on a fill: the plan belongs to the position. */
function protect(portfolio: Portfolio): void {
  const position = portfolio.positions["main:BTCUSDT"];
  if (position === undefined) return;
  const levels = { atr: 500, trailDistance: null, bestClose: 60_000, maxBars: 48 };
  const takeProfits = [{ price: dec("63000"), fraction: 0.5, done: false }];
  position.exits ??= { ...levels, takeProfits, disasterStop: dec("57000"), strategyStop: dec("58750") };
  position.unprotectedSinceMs = null;
}
