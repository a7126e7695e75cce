import { describe, expect, it } from "vitest";
import type { DecisionBook } from "../../../src/core/domain/decision-book.js";
import { tradingState } from "../../../src/core/domain/trading-state.js";
import { demandsFlatten, wantedCauses } from "../../../src/core/risk/causes.js";
import { riskLimitsSchema } from "../../../src/core/risk/policy.js";
import { book, held, NOW, policy, riskState } from "./fixtures.js";
import { dec } from "../../../src/core/lib/decimal.js";

const shipped = { ...policy(), limits: riskLimitsSchema.parse({}) };
const causesOf = (over: Partial<DecisionBook>) => wantedCauses({ book: book(over), policy: shipped });
const codesOf = (over: Partial<DecisionBook>) => causesOf(over).map(({ code }) => code);
const yesterday = riskState({ dayAnchor: { ...riskState().dayAnchor!, nav: dec("80000") } });

describe("causes that limit trading", () => {
  it("are none on sound books, nor at a daily loss of 3 to 5 %, which is a rule", () => {
    expect(causesOf({})).toEqual([]);
    expect(codesOf({ navUsd: 95_000 })).toEqual([]);
  });

  it("halt and flatten one cent beyond 5 % lost in a day", () => {
    const causes = causesOf({ navUsd: 94_999.99 });
    expect(causes).toMatchObject([{ code: "hard_daily_loss", kind: "latch", state: "HALTED", sinceMs: NOW }]);
    expect(demandsFlatten(causes)).toBe(true);
  });

  it("reduce one cent beyond a drawdown of 15 % and flatten beyond 20 %", () => {
    expect(codesOf({ navUsd: 85_000, risk: yesterday })).toEqual([]);
    const soft = causesOf({ navUsd: 84_999.99, risk: yesterday });
    expect(soft).toMatchObject([{ code: "drawdown_limit", kind: "latch", state: "REDUCING" }]);
    expect([tradingState(soft), demandsFlatten(soft)]).toEqual(["REDUCING", false]);
    const hard = causesOf({ navUsd: 79_999.99, risk: yesterday });
    expect(hard.map(({ code }) => code)).toEqual(["drawdown_limit", "hard_drawdown"]);
    expect([tradingState(hard), demandsFlatten(hard)]).toEqual(["HALTED", true]);
  });

  it("latch on a NAV 0.1 % off its prediction plus a cent, and on one that is not a number, without flattening", () => {
    expect(codesOf({ predictedNavUsd: 99_900 })).toEqual([]);
    expect(causesOf({ predictedNavUsd: 99_899.99 })).toMatchObject([
      { code: "nav_anomaly", kind: "latch", state: "REDUCING" },
    ]);
    const unknown = causesOf({ navUsd: Number.NaN });
    expect(unknown.map(({ code }) => code)).toEqual(["nav_anomaly"]);
    expect(demandsFlatten(unknown)).toBe(false);
  });

  it("gate a position that lacks its stop for more than 10 s and keep the instant the gate was raised", () => {
    const naked = (seconds: number) => ({
      positions: [held("BTCUSDT", 1, { unprotectedSinceMs: NOW - seconds * 1_000 })],
    });
    expect(codesOf(naked(10))).toEqual([]);
    const [raised] = causesOf(naked(10.001));
    expect(raised).toMatchObject({ code: "unprotected_position", kind: "gate", state: "REDUCING", sinceMs: NOW });
    const again = causesOf({ ...naked(20), causes: [{ ...raised!, sinceMs: NOW - 5_000 }] });
    expect(again).toMatchObject([{ code: "unprotected_position", sinceMs: NOW - 5_000 }]);
    expect(codesOf({ positions: [held("BTCUSDT", 1, { unprotectedSinceMs: Number.NaN })] })).toEqual([
      "unprotected_position",
    ]);
  });
});
