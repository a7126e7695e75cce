import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody, IntendedOrder } from "../../../src/core/domain/event.js";
import type { VetoRecord } from "../../../src/core/domain/veto-record.js";
import type { ClosedTrade } from "../../../src/core/domain/portfolio.js";
import { emptyRiskState, type RiskState } from "../../../src/core/domain/risk-state.js";
import { type Dec, dec, ZERO } from "../../../src/core/lib/decimal.js";
import { applyRiskEvent, LAST_VETOES } from "../../../src/core/risk/reducer.js";
import { vetoWindow } from "../../../src/core/risk/usage.js";
import { book, entry, judge, marketView, NOW, policy, symbolView } from "./fixtures.js";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const limits = policy();

const at = (text: string): number => Date.parse(text);
const clock = (atMs: number): EventBody => ({ type: "clock.advanced", atMs });

function cycle(
  atMs: number,
  orders: readonly Partial<IntendedOrder>[] = [],
  vetoes: readonly VetoRecord[] = [],
  trigger: "bar" | "poll" = "bar",
): EventBody {
  return {
    type: "cycle.decided",
    atMs,
    cycle: 1,
    trigger,
    nav: dec("100000"),
    wallet: dec("100000"),
    unrealizedPnl: ZERO,
    signals: [],
    drops: [],
    vetoes,
    orders: orders as readonly IntendedOrder[],
    intents: 0,
  };
}

function fold(
  state: RiskState,
  event: EventBody,
  nav: string | null = null,
  closedTrade: ClosedTrade | null = null,
): RiskState {
  const nowMs = event.atMs;
  applyRiskEvent(state, event, {
    nowMs,
    nav: nav === null ? null : dec(nav),
    order: null,
    closedTrade,
    policy: limits,
  });
  return state;
}

function trade(over: Partial<ClosedTrade> = {}): ClosedTrade {
  return {
    intentId: "i",
    groupId: "i",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    direction: "long",
    openedAtMs: NOW - HOUR_MS,
    closedAtMs: NOW,
    realizedPnl: dec("100"),
    fees: dec("1"),
    funding: ZERO,
    exitPurpose: "close",
    ...over,
  };
}

function veto(over: Partial<VetoRecord> = {}): VetoRecord {
  const rule = over.primary ?? "R09";
  return {
    id: "v1",
    intentId: "i1",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    purpose: "open",
    primary: rule,
    violations: [{ rule, code: "global_exposure", measured: 2, limit: 1, unit: "usd", setting: null }],
    qty: dec("1"),
    notionalUsd: 100,
    referencePrice: dec("100"),
    strength: 1,
    stopDistance: 2,
    clamps: [],
    ...over,
  };
}

const opened = (symbol: string, intentId = "i1"): Partial<IntendedOrder> => ({
  purpose: "open",
  intentId,
  request: { symbol } as IntendedOrder["request"],
});

describe("day anchor and risk peak", () => {
  it("start with the session's NAV", () => {
    const started = {
      type: "session.started",
      atMs: at("2024-02-01T00:00:00Z"),
      fromMs: at("2024-05-01T07:00:00Z"),
      navStart: "100000" as Dec,
    } as EventBody;
    const state = fold(emptyRiskState(), started);
    expect(state.dayAnchor).toMatchObject({ day: "2024-05-01", nav: "100000", untilMs: at("2024-05-02T00:00:00Z") });
    expect(state.riskPeak).toBe("100000");
  });

  it("anchor the day on the cycle of midnight itself, not on the bar event before it", () => {
    const state = fold(emptyRiskState(), clock(at("2024-05-01T23:00:00Z")), "100000");
    fold(state, clock(at("2024-05-02T00:00:00Z")), "100000");
    fold(state, cycle(at("2024-05-02T00:00:00Z")), "97500");
    expect(state.dayAnchor).toMatchObject({ day: "2024-05-02", nav: "97500" });
    fold(state, cycle(at("2024-05-02T01:00:00Z")), "96000");
    expect(state.dayAnchor).toMatchObject({ day: "2024-05-02", nav: "97500" });
  });

  it("anchor on the last NAV of the old day where no event falls on midnight, so a loss over a gap counts", () => {
    const state = fold(emptyRiskState(), clock(at("2024-05-01T23:00:00Z")), "100000");
    fold(state, cycle(at("2024-05-02T01:00:00Z")), "96000");
    expect(state.dayAnchor).toMatchObject({ day: "2024-05-02", nav: "100000" });
  });

  it("keep the peak while NAV falls and raise it when NAV passes it", () => {
    const state = fold(emptyRiskState(), clock(NOW), "100000");
    expect(fold(state, clock(NOW + 1), "90000").riskPeak).toBe("100000");
    expect(fold(state, clock(NOW + 2), "100000.01").riskPeak).toBe("100000.01");
  });

  it("end a daily loss at the reset: vetoed at 23:59, approved at 00:00 with the same NAV", () => {
    const late = at("2024-05-01T23:59:00Z");
    const state = fold(emptyRiskState(), clock(at("2024-05-01T00:00:00Z")), "100000");
    fold(state, clock(late), "96000");
    const scene = (atMs: number) => ({
      book: book({ atMs, navAtMs: atMs, navUsd: 96_000, risk: state }),
      view: marketView(symbolView("BTCUSDT", { markAtMs: atMs })),
    });
    expect(judge(entry("BTCUSDT", "1"), scene(late))).toMatchObject([{ code: "daily_loss_limit" }]);
    const midnight = at("2024-05-02T00:00:00Z");
    fold(state, clock(midnight), "96000");
    expect(judge(entry("BTCUSDT", "1"), scene(midnight))).toEqual([]);
  });
});

describe("timers", () => {
  it("run 60 minutes on a symbol after a stop, a disaster stop and a liquidation, none after a close", () => {
    for (const exitPurpose of ["stop", "disaster_stop", "liquidation"]) {
      const state = fold(emptyRiskState(), clock(NOW), null, trade({ exitPurpose }));
      expect(state.cooldowns).toEqual([
        { scope: "symbol", key: "BTCUSDT", sinceMs: NOW, untilMs: NOW + 60 * MINUTE_MS, reason: "stop" },
      ]);
    }
    expect(fold(emptyRiskState(), clock(NOW), null, trade()).cooldowns).toEqual([]);
  });

  it("stop a strategy for 240 minutes at its 8th loss in a row; a win after 7 starts anew", () => {
    const loss = trade({ realizedPnl: dec("0.99"), fees: dec("1") });
    const state = emptyRiskState();
    for (let losses = 1; losses <= 7; losses++) fold(state, clock(NOW), null, loss);
    expect([state.lossStreaks, state.cooldowns]).toEqual([{ momentum: 7 }, []]);
    fold(state, clock(NOW), null, trade());
    expect(state.lossStreaks).toEqual({});
    for (let losses = 1; losses <= 8; losses++) fold(state, clock(NOW), null, loss);
    expect(state.cooldowns).toEqual([
      { scope: "strategy", key: "momentum", sinceMs: NOW, untilMs: NOW + 240 * MINUTE_MS, reason: "loss_streak" },
    ]);
    expect(state.lossStreaks).toEqual({});
  });

  it("stop a symbol for 120 minutes at the 6th veto within 360 minutes", () => {
    const state = emptyRiskState();
    for (let vetoes = 0; vetoes < 5; vetoes++) fold(state, cycle(NOW + vetoes * HOUR_MS, [], [veto()]));
    expect(state.cooldowns).toEqual([]);
    fold(state, cycle(NOW + 5 * HOUR_MS, [], [veto()]));
    expect(state.cooldowns).toMatchObject([
      { scope: "symbol", key: "BTCUSDT", sinceMs: NOW + 5 * HOUR_MS, untilMs: NOW + 7 * HOUR_MS, reason: "veto_burst" },
    ]);
  });

  it("are not fed by vetoes of a running timer, by vetoed exits, or by vetoes more than 360 minutes old", () => {
    const state = emptyRiskState();
    const timer = veto({ primary: "R12" });
    const exit = veto({ purpose: "close" });
    for (let hours = 0; hours < 20; hours++) fold(state, cycle(NOW + hours * HOUR_MS, [], [timer, exit]));
    for (let hours = 20; hours < 60; hours += 2) fold(state, cycle(NOW + hours * HOUR_MS, [], [veto()]));
    expect(state.cooldowns).toEqual([]);
  });

  it("are not fed by polls between two bars: of 12 an hour for 5 hours and 6 bars only the bars count", () => {
    const state = emptyRiskState();
    for (let hour = 0; hour < 5; hour++) {
      fold(state, cycle(NOW + hour * HOUR_MS, [], [veto()]));
      for (let minute = 5; minute < 60; minute += 5) {
        fold(state, cycle(NOW + hour * HOUR_MS + minute * 60_000, [], [veto()], "poll"));
      }
    }
    expect(state.cooldowns).toEqual([]);
    fold(state, cycle(NOW + 5 * HOUR_MS, [], [veto()]));
    expect(state.cooldowns).toMatchObject([{ reason: "veto_burst", sinceMs: NOW + 5 * HOUR_MS }]);
  });

  it("keep of two timers on one key the one that ends last, and go once they are over", () => {
    const state = fold(emptyRiskState(), clock(NOW), null, trade({ exitPurpose: "stop" }));
    fold(state, clock(NOW), null, trade({ exitPurpose: "stop", closedAtMs: NOW - 1_000 }));
    expect(state.cooldowns.map(({ untilMs }) => untilMs)).toEqual([NOW + HOUR_MS]);
    fold(state, clock(NOW), null, trade({ exitPurpose: "stop", closedAtMs: NOW + 60_050 }));
    expect(state.cooldowns.map(({ untilMs }) => untilMs)).toEqual([NOW + HOUR_MS + 60_000]);
    expect(fold(state, clock(NOW + HOUR_MS + 59_999)).cooldowns).toHaveLength(1);
    expect(fold(state, clock(NOW + HOUR_MS + 60_000)).cooldowns).toHaveLength(0);
  });
});

describe("entries and vetoes", () => {
  it("count an entry once however many orders its route has, and forget it after an hour", () => {
    const state = fold(
      emptyRiskState(),
      cycle(NOW, [opened("BTCUSDT"), opened("BTCUSDT"), { ...opened("ETHUSDT", "i2"), purpose: "close" }]),
    );
    expect(state.recentEntries).toEqual({ BTCUSDT: [NOW] });
    expect(fold(state, clock(NOW + HOUR_MS - 1)).recentEntries).toEqual({ BTCUSDT: [NOW] });
    expect(fold(state, clock(NOW + HOUR_MS)).recentEntries).toEqual({});
  });

  it("count vetoes of 24 hours by primary rule and name the last one", () => {
    const state = emptyRiskState();
    for (let hours = 0; hours < 30; hours++)
      fold(state, cycle(NOW + hours * HOUR_MS, [], [veto({ id: `v${hours}`, primary: "R12" })]));
    fold(state, cycle(NOW + 29 * HOUR_MS, [], [veto({ id: "last" })]));
    expect(vetoWindow(state, NOW + 29 * HOUR_MS)).toMatchObject({
      last: { id: "last" },
      windowMs: 24 * HOUR_MS,
      total: 25,
      byRule: { R12: 24, R09: 1 },
    });
  });
});

const anyEvent = fc.record({
  afterMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
  symbol: fc.constantFrom("BTCUSDT", "ETHUSDT"),
  kind: fc.constantFrom("clock", "cycle", "loss", "stop"),
  nav: fc.integer({ min: 50_000, max: 150_000 }),
  vetoes: fc.integer({ min: 0, max: 5 }),
});

describe("risk state", () => {
  it("stays plain JSON and bounded whatever happens", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 150 }), (happenings) => {
        let state = emptyRiskState();
        let atMs = NOW;
        for (const { afterMs, symbol, kind, nav, vetoes } of happenings) {
          atMs += afterMs;
          const lost = kind === "loss" || kind === "stop";
          const closed = lost ? trade({ symbol, closedAtMs: atMs, realizedPnl: dec("-5"), exitPurpose: kind }) : null;
          const vetoed = Array.from({ length: vetoes }, (_, n) => veto({ id: `v${atMs}x${n}`, symbol }));
          const event = kind === "cycle" ? cycle(atMs, [opened(symbol)], vetoed) : clock(atMs);
          const revived = JSON.parse(JSON.stringify(state)) as RiskState;
          fold(revived, event, String(nav), closed);
          fold(state, event, String(nav), closed);
          expect(revived).toEqual(state);
          state = revived;
        }
        fold(state, clock(atMs), null);
        expect(state.lastVetoes.length).toBeLessThanOrEqual(LAST_VETOES);
        expect(state.vetoHours.length).toBeLessThanOrEqual(24);
        expect(state.cooldowns.length).toBeLessThanOrEqual(3);
        for (const instants of Object.values(state.recentEntries))
          expect(instants.every((t) => t > atMs - HOUR_MS)).toBe(true);
        for (const instants of Object.values(state.recentVetoes)) expect(instants.length).toBeLessThan(6);
      }),
      { numRuns: 60 },
    );
  });

  it("forgets everything but the day, the peak, the last NAV and the last vetoes after a quiet day", () => {
    const state = fold(
      emptyRiskState(),
      cycle(NOW, [opened("BTCUSDT")], [veto()]),
      "100000",
      trade({ exitPurpose: "stop" }),
    );
    fold(state, clock(NOW + 25 * HOUR_MS), "100000");
    expect(state).toMatchObject({ cooldowns: [], recentEntries: {}, recentVetoes: {}, vetoHours: [], lossStreaks: {} });
    expect(state.lastVetoes).toHaveLength(1);
  });
});
