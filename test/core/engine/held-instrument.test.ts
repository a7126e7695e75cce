import { describe, expect, it } from "vitest";
import type { Position } from "../../../src/core/domain/position.js";
import { heldInstrument } from "../../../src/core/engine/instrument-of.js";
import { createEngineState } from "../../../src/core/engine/state.js";
import { dec, exact, floorToStep } from "../../../src/core/lib/decimal.js";

function stateHolding(qty: string) {
  const state = createEngineState("testnet");
  state.portfolio.positions["main:NEWUSDT"] = { account: "main", symbol: "NEWUSDT", qty: dec(qty) } as Position;
  return state;
}

describe("heldInstrument", () => {
  it.each([
    ["5", "1"],
    ["-5", "1"],
    ["1200", "1"],
    ["5.25", "0.01"],
    ["-0.007", "0.001"],
    ["0.00000001", "0.00000001"],
  ])("%s lies on steps of %s, and a close of all of it too", (qty, step) => {
    const { stepSize } = heldInstrument(stateHolding(qty), "NEWUSDT")!;
    expect(stepSize).toBe(step);
    const whole = dec(exact(dec(qty)).abs().toFixed());
    expect(floorToStep(whole, stepSize)).toBe(whole);
  });

  it("is null where nothing is held", () => {
    expect(heldInstrument(stateHolding("5"), "ETHUSDT")).toBeNull();
  });
});
