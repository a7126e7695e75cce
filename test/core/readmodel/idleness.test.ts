import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../src/core/lib/time.js";
import { idleAlerts } from "../../../src/core/readmodel/idleness.js";

type Look = Parameters<typeof idleAlerts>[0];
type Causes = Look["risk"]["causes"];

const GATE: Causes = [{ code: "lease_missing", kind: "gate", since: "2024-05-01T00:00:00Z", clears: "hedge arm" }];
const BOOK: Look["risk"]["book"] = {
  ...{ positions: 0, openOrders: 0, unknownOrders: 0, grossExposure: 0, netExposure: 0 },
  ...{ dayPnl: null, dayPnlPct: null, drawdown: null, unprotectedSeconds: 0 },
};

function look(ages: Look["health"]["ages"], risk: Partial<Look["risk"]> = {}): Look {
  return {
    health: { ages: { market: 2_000, ...ages }, seq: 10 },
    risk: {
      ...{ mode: "testnet", seq: 10, tradingState: "ACTIVE", causes: [], book: BOOK },
      vetoes: { last: null, windowMs: DAY_MS, total: 0, byRule: {} },
      ...risk,
    },
  };
}

const told = (of: Look): readonly string[] => idleAlerts(of).map(({ code, message }) => `${code}: ${message}`);
const days = (count: number): number => count * DAY_MS;

describe("a session that runs and does nothing says so", () => {
  it("after more than 7 days without a signal, with the age of its data", () => {
    expect(told(look({ signal: days(7), entry: days(9) }))).not.toContainEqual(expect.stringContaining("idle_signals"));
    expect(told(look({ signal: days(7) + 1, entry: days(9) }))).toEqual([
      "idle_signals: no strategy has given a signal for 7d; the newest mark is 2.0s old: `hedge doctor signals` names the condition that fails",
    ]);
  });

  it.each<[string, Partial<Look["risk"]>, string]>([
    ["a gate", { tradingState: "REDUCING", causes: GATE }, "trading is REDUCING (lease_missing): `hedge risk show`"],
    [
      "the rule that refuses most",
      { vetoes: { last: null, windowMs: DAY_MS, total: 9, byRule: { R06: 2, R13: 7 } } },
      "risk refused 9 in the window, most by R13: `hedge vetoes --rule R13`",
    ],
    ["a drop before risk", {}, "they were dropped before risk saw them: `hedge doctor signals`"],
  ])("while signals come and no order opens for 8 days: it names %s", (_what, risk, why) => {
    expect(told(look({ signal: 3_600_000, entry: days(8) }, risk))).toEqual([
      `idle_entries: the last signal is 1h old, the last order that opens 8d: ${why}`,
    ]);
  });

  it("while it holds a position, and no exit or stop was sent for more than 14 days", () => {
    const book = { ...BOOK, positions: 2 };
    expect(told(look({ signal: 0, entry: 0, exit: days(15) }))).toEqual([]);
    expect(told(look({ signal: 0, entry: 0, exit: days(14) }, { book }))).toEqual([]);
    expect(told(look({ signal: 0, entry: 0, exit: days(15) }, { book }))).toEqual([
      "idle_exits: 2 position(s) are held, and no exit or stop has been sent for 15d: `hedge positions` has their levels",
    ]);
  });

  it("while its files stand still for more than a minute; in paper only if something has happened since", () => {
    const old = { fileAgesMs: { "risk_state.json": 61_000, "positions.json": 60_000 } };
    const frozen = [
      expect.stringMatching(/^frozen_files: the executor beats, but does not write risk_state\.json \(1m 1s\):/),
    ];
    expect(told({ ...look({}), ...old })).toEqual(frozen);
    expect(told({ ...look({}, { mode: "paper" }), ...old })).toEqual([]);
    expect(told({ ...look({}, { mode: "paper", seq: 9 }), ...old })).toEqual(frozen);
  });

  it("says nothing where an age is not known", () => {
    expect(told(look({ signal: null, entry: null, exit: null }))).toEqual([]);
  });
});
