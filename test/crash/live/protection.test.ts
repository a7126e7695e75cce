import { describe, expect, it } from "vitest";
import { type AlgoRow, unprotected } from "../../support/live-protection.js";

const LONG = { symbol: "BTCUSDT", positionAmt: "0.018", markPrice: "50000" };
const SHORT = { symbol: "BTCUSDT", positionAmt: "-0.018", markPrice: "50000" };

const stop = (changes: Partial<AlgoRow> = {}): AlgoRow => ({
  ...{ clientAlgoId: "s1", symbol: "BTCUSDT", side: "SELL", orderType: "STOP_MARKET", algoStatus: "NEW" },
  ...{ quantity: "0.018", triggerPrice: "49000", reduceOnly: true, closePosition: false },
  ...changes,
});

describe("what the audit of the crash suite takes for protection", () => {
  it.each([
    ["a reduce-only stop for all 0.018", [stop()]],
    ["two for 0.01 and 0.008", [stop({ quantity: "0.010" }), stop({ quantity: "0.008", clientAlgoId: "s2" })]],
    ["a closePosition stop without a quantity", [stop({ closePosition: true, reduceOnly: false, quantity: "0" })]],
  ])("%s", (_what, algos) => {
    expect(unprotected([LONG], algos)).toEqual([]);
    const short = algos.map((algo) => ({ ...algo, side: "BUY" as const, triggerPrice: "51000" }));
    expect(unprotected([SHORT], short)).toEqual([]);
  });

  it.each([
    ["a stop for 0.017 of 0.018", stop({ quantity: "0.017" })],
    ["one of another symbol", stop({ symbol: "ETHUSDT" })],
    ["one that adds to the position", stop({ side: "BUY" })],
    ["one that may open", stop({ reduceOnly: false })],
    ["one that triggers where the position gains", stop({ triggerPrice: "50001" })],
    ["a take-profit", stop({ orderType: "TAKE_PROFIT_MARKET" })],
    ["one that is triggered already", stop({ algoStatus: "TRIGGERED" })],
  ])("not %s", (_what, algo) => {
    expect(unprotected([LONG], [algo])).toEqual([expect.stringContaining("BTCUSDT 0.018 has stops for 0")]);
  });
});
