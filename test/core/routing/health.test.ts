import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { admitsNewRisk } from "../../../src/core/routing/admission.js";
import { routerHealth } from "../../../src/core/routing/health.js";
import { adaptiveOffset } from "../../../src/core/routing/offset.js";
import { judge, measure } from "../../../src/core/routing/quality.js";
import { applyRouterEvent, createRouterState, OUTCOMES_KEPT } from "../../../src/core/routing/state.js";
import { NOW_MS, outcome, policyWith, record, repeated, stateWith, symbolView } from "./samples.js";

const DAY_MS = 86_400_000;

const canceledAt = (atMs: number): EventBody => ({
  type: "order.canceled",
  atMs,
  clientOrderId: "A1b2C3d4E5f6G7h8o00000",
  reason: "maker_timeout",
});

describe("what the router learns", () => {
  it("books ack 40 ms, a quarter filled as maker, and a price 2 bps better than the decision", () => {
    const state = createRouterState();
    const ended = record({
      status: "canceled",
      finishedAtMs: NOW_MS,
      filledQty: dec("0.05"),
      makerQty: dec("0.05"),
      filledQuote: dec("2499.5"),
    });
    applyRouterEvent(state, canceledAt(NOW_MS), ended, 1);
    const learned = state.outcomes["main:BTCUSDT"]?.[0];
    expect(learned).toMatchObject({ atMs: NOW_MS, style: "maker", filledShare: 0.25, makerShare: 0.25, ackMs: 40 });
    expect(learned?.rejected).toBe(false);
    expect(learned?.slippageBps).toBeCloseTo(-2, 9);
  });

  it("books an ack of 24,000 ms of a venue's clock that runs 600 times as fast as 40 ms", () => {
    const state = createRouterState();
    const ended = record({ status: "canceled", finishedAtMs: NOW_MS });
    const slow = { ...ended, acknowledgedAtMs: (ended.submittedAtMs ?? 0) + 24_000 };
    applyRouterEvent(state, canceledAt(NOW_MS), slow, 600);
    expect(state.outcomes["main:BTCUSDT"]?.[0]?.ackMs).toBe(40);
  });

  it("counts a post-only cross as unfilled and any other refusal as a reject", () => {
    const state = createRouterState();
    const rejected = (code: number): EventBody => ({
      type: "order.rejected",
      atMs: NOW_MS,
      clientOrderId: "x",
      code,
      reason: "",
    });
    for (const code of [-5022, -2019]) {
      applyRouterEvent(
        state,
        rejected(code),
        record({ status: "rejected", endCode: code, finishedAtMs: NOW_MS, acknowledgedAtMs: null }),
        1,
      );
    }
    expect(state.outcomes["main:BTCUSDT"]?.map((known) => [known.rejected, known.ackMs])).toEqual([
      [false, null],
      [true, null],
    ]);
  });

  it("ignores resting exits, forced closes, open orders and fills after the end", () => {
    const state = createRouterState();
    const ended = { status: "canceled", finishedAtMs: NOW_MS } as const;
    applyRouterEvent(state, canceledAt(NOW_MS), record({ ...ended, style: "resting", purpose: "stop" }), 1);
    applyRouterEvent(state, canceledAt(NOW_MS), record({ ...ended, purpose: "flatten" }), 1);
    applyRouterEvent(state, canceledAt(NOW_MS), record(), 1);
    applyRouterEvent(state, canceledAt(NOW_MS + 5), record(ended), 1);
    applyRouterEvent(state, canceledAt(NOW_MS), null, 1);
    expect(state).toEqual(createRouterState());
  });

  it(`keeps the newest ${OUTCOMES_KEPT} outcomes`, () => {
    const state = createRouterState();
    for (let at = 1; at <= OUTCOMES_KEPT + 10; at++) {
      applyRouterEvent(state, canceledAt(at), record({ status: "canceled", finishedAtMs: at }), 1);
    }
    const kept = state.outcomes["main:BTCUSDT"] ?? [];
    expect([kept.length, kept[0]?.atMs]).toEqual([OUTCOMES_KEPT, 11]);
  });
});

describe("quality", () => {
  const { quality } = policyWith();
  const qualityOf = (outcomes: ReturnType<typeof repeated>) =>
    judge(measure(outcomes, policyWith(), NOW_MS), quality).quality;

  it.each([
    ["unknown with 19 orders", "unknown", repeated(19)],
    ["good with 20 good ones", "good", repeated(20)],
    ["ok without any maker order", "ok", repeated(20, { style: "taker", makerShare: 0 })],
    ["ok at an ack of 801 ms", "ok", repeated(20, { ackMs: 801 })],
    ["ok at 4.1 bps", "ok", repeated(20, { slippageBps: 4.1 })],
    ["degraded at an ack of 1,500 ms", "degraded", repeated(20, { ackMs: 1_500 })],
    ["degraded at 8 bps", "degraded", repeated(20, { slippageBps: 8 })],
    ["broken at an ack of 2,500 ms", "broken", repeated(20, { ackMs: 2_500 })],
    ["broken with 4 rejects of 20", "broken", [...repeated(16), ...repeated(4, { rejected: true })]],
    ["not broken by a fallback ratio of 1", "ok", repeated(20, { filledShare: 0, makerShare: 0 })],
    ["broken when no order was ever acknowledged", "broken", repeated(20, { ackMs: null })],
  ] as const)("is %s", (_name, expected, outcomes) => {
    expect(qualityOf([...outcomes])).toBe(expected);
  });

  it("takes the median as p95 of 99 orders and the 95th of 100", () => {
    const acks = (count: number) => Array.from({ length: count }, (_, index) => outcome({ ackMs: index + 1 }));
    expect(measure(acks(99), policyWith(), NOW_MS).ackP95Ms).toBe(50);
    expect(measure(acks(100), policyWith(), NOW_MS).ackP95Ms).toBe(95);
  });
});

describe("adaptive offset", () => {
  const { offset } = policyWith();
  const measuresOf = (unfilled: number) =>
    measure([...repeated(unfilled, { filledShare: 0 }), ...repeated(10 - unfilled)], policyWith(), NOW_MS);

  it.each([
    ["quiet", 0, 0],
    ["normal", 0, 0.5],
    ["hot", 0, 1],
    ["panic", 0, 2],
    ["panic", 5, 2],
    ["panic", 6, 1],
    ["panic", 9, 0],
    ["normal", 6, 0],
  ] as const)("in a %s market with %i of 10 unfilled is %f bps", (regime, unfilled, expected) => {
    expect(adaptiveOffset(regime, measuresOf(unfilled), offset).offsetBps).toBe(expected);
  });

  it("counts an unknown regime as panic", () => {
    expect(adaptiveOffset(null, measuresOf(0), offset).offsetBps).toBe(2);
  });
});

describe("health rows", () => {
  it("show nulls where nothing is known", () => {
    expect(routerHealth({ router: stateWith([]), policy: policyWith(), atMs: NOW_MS })).toEqual([
      {
        account: "main",
        symbol: "BTCUSDT",
        orders: 0,
        makerOrders: 0,
        makerFillRatio: null,
        fallbackRatio: null,
        rejectRatio: null,
        slippageP50Bps: null,
        slippageP95Bps: null,
        ackP50Ms: null,
        ackP95Ms: null,
        markoutBps: null,
        markoutFills: 0,
        regime: null,
        offsetBps: null,
        offsetReason: null,
        offsetChange: null,
        newRisk: { allowed: true, probe: false, reason: "0 of 20 orders" },
        policy: null,
        shortfall: {
          ...{ intents: 0, totalBps: null, delayBps: null, spreadBps: null, impactBps: null, feeBps: null },
          ...{ makerFirstBps: null, takerBps: null, newest: [] },
        },
        suggestions: [],
        quality: "unknown",
        reason: "0 of 20 orders",
        lastChange: null,
      },
    ]);
  });

  it("tell when the 20th order made the quality good, and when the window's end made it unknown", () => {
    const outcomes = Array.from({ length: 20 }, (_, index) => outcome({ atMs: NOW_MS + index }));
    const hot = symbolView({ features: { ...symbolView().features, volatility: "hot" } });
    const rowAt = (atMs: number) =>
      routerHealth({ router: stateWith(outcomes), policy: policyWith(), atMs, viewOf: () => hot })[0];
    expect(rowAt(NOW_MS + 100)).toMatchObject({
      quality: "good",
      offsetBps: 1,
      lastChange: { atMs: NOW_MS + 19, from: "unknown", to: "good" },
    });
    expect(rowAt(NOW_MS + 7 * DAY_MS + 5)?.lastChange).toMatchObject({
      atMs: NOW_MS + 7 * DAY_MS,
      from: "good",
      to: "unknown",
    });
  });
});

describe("a broken venue", () => {
  const admission = (outcomes: ReturnType<typeof repeated>, atMs: number) =>
    admitsNewRisk({ router: stateWith(outcomes), account: "main", symbol: "BTCUSDT", policy: policyWith(), atMs });
  const broken = repeated(30, { atMs: NOW_MS, rejected: true });

  it("takes no new risk for 900 s after a reject, then one probe", () => {
    expect(admission(broken, NOW_MS + 899_999)).toMatchObject({ allowed: false, probe: false });
    expect(admission(broken, NOW_MS + 900_000)).toMatchObject({ allowed: true, probe: true });
  });

  it("goes on after a probe that went well", () => {
    expect(admission([...broken, outcome({ atMs: NOW_MS + 900_000 })], NOW_MS + 900_001).allowed).toBe(true);
  });

  it("never existed for a symbol without history", () => {
    expect(admission([], NOW_MS)).toMatchObject({ allowed: true, probe: false });
  });
});
