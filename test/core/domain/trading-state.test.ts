import { describe, expect, it } from "vitest";
import { isProtectivePurpose, isReducingPurpose, oppositeSide, PURPOSES } from "../../../src/core/domain/intent.js";
import { isFinal, ORDER_STATUSES } from "../../../src/core/domain/order.js";
import { type StateCause, tradingState } from "../../../src/core/domain/trading-state.js";

const cause = (state: StateCause["state"]): StateCause => ({
  code: state,
  kind: "latch",
  state,
  sinceMs: 0,
  clears: "resume",
});

describe("the trading state", () => {
  it("is the minimum over all causes: ACTIVE without one, HALTED with one that halts", () => {
    expect(tradingState([])).toBe("ACTIVE");
    expect(tradingState([cause("REDUCING"), cause("REDUCING")])).toBe("REDUCING");
    expect(tradingState([cause("REDUCING"), cause("HALTED"), cause("REDUCING")])).toBe("HALTED");
  });
});

describe("purposes and statuses", () => {
  it("only an open increases exposure; stops and flatten protect, closes and take-profits don't pass a halt", () => {
    expect(PURPOSES.filter((purpose) => !isReducingPurpose(purpose))).toEqual(["open"]);
    expect(PURPOSES.filter(isProtectivePurpose)).toEqual(["disaster_stop", "stop", "flatten"]);
  });

  it("five statuses are final; unknown is not, it counts as exposure", () => {
    expect(ORDER_STATUSES.filter((status) => !isFinal(status))).toEqual([
      "intended",
      "submitted",
      "acknowledged",
      "partially_filled",
      "unknown",
    ]);
    expect([oppositeSide("buy"), oppositeSide("sell")]).toEqual(["sell", "buy"]);
  });
});
