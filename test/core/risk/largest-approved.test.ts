import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { feasibleNotional, largestApproved } from "../../../src/core/risk/largest-approved.js";
import { review } from "../../../src/core/risk/review.js";
import { book, closing, entry, held, instrument, marketView, policy, riskState, NOW, symbolView } from "./fixtures.js";

const scene = { book: book(), view: marketView() };
const template = entry("BTCUSDT", "1");

describe("largest approved order", () => {
  it("fills 25 % of 100,000 USDT at 100 to the last step: 250", () => {
    const tight = policy({ global: { max_trade_nav_pct: 0.25 } });
    expect(largestApproved({ ...scene, policy: tight, template })).toMatchObject({
      qty: "250",
      notionalUsd: 25_000,
      leverage: 0.25,
    });
  });

  it("is null where a timer runs, where the minimum lies above the cap, and on an unknown NAV or symbol", () => {
    const timer = book({
      risk: riskState({
        cooldowns: [{ scope: "symbol", key: "BTCUSDT", sinceMs: NOW, untilMs: NOW + 1, reason: "stop" }],
      }),
    });
    expect(largestApproved({ ...scene, book: timer, policy: policy(), template })).toBeNull();
    const excluded = policy({ caps: { maxOrderNotionalUsd: 5 } });
    expect(largestApproved({ ...scene, policy: excluded, template })).toBeNull();
    expect(largestApproved({ ...scene, book: book({ navUsd: Number.NaN }), policy: policy(), template })).toBeNull();
    expect(largestApproved({ ...scene, policy: policy(), template: entry("NOPEUSDT", "1") })).toBeNull();
  });

  it("closes no more than the position, and respects the venue's largest quantity", () => {
    const long = book({ positions: [held("BTCUSDT", 3.5)], tradingState: "REDUCING" });
    expect(largestApproved({ ...scene, book: long, policy: policy(), template: closing("BTCUSDT", "1") })?.qty).toBe(
      "3.5",
    );
    const view = marketView(
      symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { marketMaxQty: dec("7.0004") }) }),
    );
    expect(largestApproved({ ...scene, view, policy: policy(), template })?.qty).toBe("7");
  });

  it("passes review, and one step more does not, on any caps", () => {
    fc.assert(
      fc.property(
        fc.record({
          max_trade_nav_pct: fc.double({ min: 0.001, max: 1, noNaN: true }),
          max_gross_exposure_pct: fc.double({ min: 0.3, max: 1, noNaN: true }),
          max_symbol_exposure_pct: fc.double({ min: 0.001, max: 1, noNaN: true }),
        }),
        fc.integer({ min: -250, max: 250 }),
        (global, heldQty) => {
          const positions = heldQty === 0 ? [] : [held("ETHUSDT", heldQty)];
          const input = { view: marketView(), book: book({ positions }), policy: policy({ global }) };
          const largest = largestApproved({ ...input, template });
          if (largest === null) return;
          const { approved } = review({ ...input, exits: [], entries: [largest] });
          expect(approved).toHaveLength(1);
          const more = (Number(largest.qty) + 0.001).toFixed(3);
          expect(review({ ...input, exits: [], entries: [entry("BTCUSDT", more)] }).vetoes).toHaveLength(1);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("feasible notional", () => {
  it("runs from the minimum of 10 USDT to the cap of 25,000", () => {
    const tight = policy({ global: { max_trade_nav_pct: 0.25 } });
    expect(feasibleNotional({ ...scene, policy: tight, template })).toEqual({
      minNotionalUsd: 10,
      maxNotionalUsd: 25_000,
    });
  });

  it("starts at the venue's smallest quantity where that is dearer", () => {
    const view = marketView(symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { minQty: dec("0.5") }) }));
    expect(
      feasibleNotional({ ...scene, view, policy: policy({ global: { max_trade_nav_pct: 0.25 } }), template }),
    ).toMatchObject({ minNotionalUsd: 50 });
  });

  it("names the pair that excludes each other: a minimum of 10 USDT and 0.01 % of a NAV of 50,000", () => {
    const tiny = policy({ global: { max_trade_nav_pct: 0.0001 } });
    const input = {
      ...scene,
      book: book({
        navUsd: 50_000,
        risk: riskState({ riskPeak: dec("50000"), dayAnchor: { ...riskState().dayAnchor!, nav: dec("50000") } }),
      }),
    };
    expect(feasibleNotional({ ...input, policy: tiny, template })).toEqual({ excludedBy: ["R06", "R04"] });
  });

  it("names a rule that excludes every quantity by itself", () => {
    expect(feasibleNotional({ ...scene, policy: policy({ caps: { enabled: false } }), template })).toEqual({
      excludedBy: ["R17"],
    });
    expect(feasibleNotional({ ...scene, policy: policy(), template: entry("NOPEUSDT", "1") })).toEqual({
      excludedBy: ["R17"],
    });
  });

  it("names the venue's largest quantity where it lies below the minimum notional", () => {
    const view = marketView(symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { maxQty: dec("0.05") }) }));
    expect(feasibleNotional({ ...scene, view, policy: policy(), template })).toEqual({ excludedBy: ["R06", "maxQty"] });
  });
});
