import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { held, instrument, intent, pending, refused, sized, sizingInput, symbolView } from "./samples.js";

describe("target of a scaled strategy", () => {
  it("buys 0.2 BTC at 50,000 with 10 % of a NAV of 100,000 and no scale", () => {
    expect(sized(sizingInput())).toMatchObject({
      qty: "0.2",
      referencePrice: "50000",
      notionalUsd: 10_000,
      leverage: 0.1,
      clamps: [],
      reduceOnly: false,
    });
  });

  it("multiplies strength 0.5, volatility 0.5/1.0, bucket 0.8 and adaptive 0.5 to a tenth: 0.02 BTC", () => {
    const input = sizingInput({ policy: { adaptive_scale: 0.5 } });
    const view = symbolView(50_000, { features: { ...input.view.features, annualVolatility: 1 } });
    expect(sized({ ...input, view, intent: intent({ strength: 0.5 }), bucketMultiplier: 0.8 }).qty).toBe("0.02");
  });

  it("never scales a calm market above 2 or a wild one below 0.25", () => {
    const base = sizingInput();
    const at = (annualVolatility: number) =>
      sized({ ...base, view: symbolView(50_000, { features: { ...base.view.features, annualVolatility } }) }).qty;
    expect(at(0.01)).toBe("0.4");
    expect(at(50)).toBe("0.05");
  });

  it("floors 10,000 / 30,011 = 0.33321 to 0.333 on a step of 0.001", () => {
    expect(sized(sizingInput({ mark: 30_011 }))).toMatchObject({ qty: "0.333", notionalUsd: 9_993.663 });
  });
});

describe("target of an exposure strategy", () => {
  it("takes 0.3 of NAV whatever strength and volatility say", () => {
    const input = sizingInput();
    const view = symbolView(50_000, { features: { ...input.view.features, annualVolatility: Number.NaN } });
    expect(sized({ ...input, view, intent: intent({ exposure: -0.3, side: "sell", strength: 0 }) }).qty).toBe("0.6");
  });

  it("buys only what is missing: 0.3 of NAV with 0.1 held and 0.05 on order is 0.3 BTC", () => {
    const positions = [held({ symbol: "BTCUSDT", markPrice: 50_000, notionalUsd: 10_000, stopPrice: 49_000 })];
    const orders = [pending({ symbol: "BTCUSDT", notionalUsd: 5_000 })];
    expect(sized(sizingInput({ positions, pending: orders, input: { intent: intent({ exposure: 0.3 }) } })).qty).toBe(
      "0.3",
    );
  });

  it("reduces 0.6 BTC to a target of 0.2 of NAV by selling 0.2", () => {
    const reduce = intent({ purpose: "reduce", side: "sell", exposure: 0.2, exits: null });
    const order = sized(sizingInput({ input: { intent: reduce, positionQty: dec("0.6") } }));
    expect(order).toMatchObject({ qty: "0.2", reduceOnly: true });
  });
});

describe("clamps", () => {
  it("holds the loss at the stop to 0.5 % of NAV: 500 / (1,000/50,000 + 5 bps + 2 × 5 bps)", () => {
    const order = sized(sizingInput({ limits: { riskPerTradePct: 0.002 } }));
    const allowedUsd = 200 / (0.02 + 0.0005 + 0.001);
    expect(order.clamps).toHaveLength(1);
    expect(order.clamps[0]).toMatchObject({ rule: "risk_per_trade_pct", beforeUsd: 10_000 });
    expect(order.clamps[0]?.afterUsd).toBeCloseTo(allowedUsd, 6);
    expect(order.qty).toBe("0.186");
  });

  it("records each limit that bites, in the documented order, and none that does not", () => {
    const order = sized(
      sizingInput({
        limits: { riskPerTradePct: 0.0018, maxTradeNavPct: 0.07, maxGrossExposurePct: 0.055 },
        strategyCaps: { capacityUsd: 8_000, maxNavPct: 0.05 },
        symbolCaps: { maxNavPct: 0.06, maxOrderNotionalUsd: 6_500 },
        freeMarginUsd: 4_000,
      }),
    );
    expect(order.clamps.map((clamp) => clamp.rule)).toEqual([
      "risk_per_trade_pct",
      "capacity_usd",
      "max_trade_nav_pct",
      "max_order_notional",
      "symbol_exposure",
      "global_exposure",
      "strategy_exposure",
      "free_margin",
    ]);
    expect(order.notionalUsd).toBe(2_800);
    expect(order.clamps[7]?.beforeUsd).toBeCloseTo(5_000, 6);
    expect(order.clamps[7]?.afterUsd).toBeCloseTo(2_800, 6);
  });

  it("counts pending entries, unknown ones too, but no reduce-only order in the gross headroom", () => {
    const orders = [
      pending({ notionalUsd: 3_000, unknown: true }),
      pending({ notionalUsd: 9_000, reduceOnly: true, side: "sell" }),
    ];
    const order = sized(sizingInput({ positions: [held()], pending: orders, limits: { maxGrossExposurePct: 0.1 } }));
    expect(order.notionalUsd).toBe(5_000);
    expect(order.clamps[0]).toMatchObject({ rule: "global_exposure" });
  });

  it("lets an opposite position make room in the net limit but not an order that may never fill", () => {
    const short = held({ qty: -1, notionalUsd: 4_000 });
    const limits = { maxNetExposurePct: 0.05 };
    expect(sized(sizingInput({ positions: [short], limits })).notionalUsd).toBe(9_000);
    expect(sized(sizingInput({ pending: [pending({ side: "sell", notionalUsd: 4_000 })], limits })).notionalUsd).toBe(
      5_000,
    );
  });

  it("weighs a correlation group by beta: cap 10,000, 2,000 ETH at 1.5 leaves 7,000 / 1.0 for BTC", () => {
    const groups = { perps: { symbols: ["*"], max_beta_exposure_pct: 0.1, max_gross_exposure_pct: 5 } };
    const order = sized(sizingInput({ positions: [held()], betas: { ETHUSDT: 1.5 }, limits: { groups } }));
    expect(order.notionalUsd).toBe(7_000);
    expect(order.clamps[0]).toMatchObject({ rule: "correlated_exposure" });
  });

  it("holds the gross cap of a correlation group: 5,000 less 2,000 held", () => {
    const groups = { perps: { symbols: ["*"], max_beta_exposure_pct: 5, max_gross_exposure_pct: 0.05 } };
    const order = sized(sizingInput({ positions: [held({ qty: -1 })], limits: { groups } }));
    expect(order.notionalUsd).toBe(3_000);
    expect(order.clamps[0]).toMatchObject({ rule: "correlated_gross_exposure" });
  });

  it("stops at the venue's market maximum of 0.15 BTC", () => {
    const view = symbolView(50_000, { instrument: instrument({ marketMaxQty: dec("0.15") }) });
    expect(sized(sizingInput({ input: { view } }))).toMatchObject({
      qty: "0.15",
      clamps: [{ rule: "market_max_qty", beforeUsd: 10_000, afterUsd: 7_500 }],
    });
  });
});

describe("risk of a trade that adds to a position", () => {
  const exits = { stopDistance: 500, atr: 400, trailDistance: null, takeProfits: [], maxBars: null };
  const limits = { riskPerTradePct: 0.005, maxTradeNavPct: 1 };
  const add = (stopPrice: number) => {
    const positions = [held({ symbol: "BTCUSDT", qty: 0.1, notionalUsd: 5_000, markPrice: 50_000, stopPrice })];
    return sized(sizingInput({ positions, limits, input: { intent: intent({ exposure: 0.9, exits }) } }));
  };

  it("counts what is held: 500 / (1,000/50,000 + 15 bps) is 23,255 USD, of which 5,000 are there", () => {
    expect(add(49_000)).toMatchObject({ qty: "0.365", clamps: [{ rule: "risk_per_trade_pct", beforeUsd: 85_000 }] });
  });

  it("goes by the farther stop: one 5,000 below leaves 500 / 0.1015 less 5,000, which is nothing", () => {
    const positions = [held({ symbol: "BTCUSDT", qty: 0.1, notionalUsd: 5_000, markPrice: 50_000, stopPrice: 45_000 })];
    const failure = refused(sizingInput({ positions, limits, input: { intent: intent({ exposure: 0.9, exits }) } }));
    expect(failure).toMatchObject({ bindingClamp: "risk_per_trade_pct", bindings: [{ limit: 500 }] });
  });
});

describe("minimum notional", () => {
  const tiny = { navUsd: 1_000, symbolCaps: { minNotionalUsd: 120 } };

  it("refuses 100 USD below the minimum of 120 with R06 and the smallest legal order of 150", () => {
    const failure = refused(sizingInput(tiny));
    expect(failure.violation).toEqual({
      rule: "R06",
      code: "min_notional",
      measured: 100,
      limit: 150,
      unit: "usd",
      setting: "risk_limits.global.min_notional_usdt",
    });
    expect(failure.order).toMatchObject({ qty: "0.003", notionalUsd: 150 });
    expect(failure).toMatchObject({ bindingClamp: null, bindings: [] });
  });

  it("bumps to 0.003 BTC where the policy says so", () => {
    const order = sized(sizingInput({ ...tiny, limits: { minNotionalPolicy: "bump" } }));
    expect(order.qty).toBe("0.003");
    expect(order.clamps).toEqual([{ rule: "min_notional_bump", beforeUsd: 100, afterUsd: 150 }]);
  });

  it("does not bump over any cap: 150 USD against 0.149 of NAV", () => {
    const failure = refused(sizingInput({ ...tiny, limits: { minNotionalPolicy: "bump", maxTradeNavPct: 0.149 } }));
    expect(failure.code).toBe("min_notional");
  });

  it("names the clamp that left too little", () => {
    const failure = refused(sizingInput({ freeMarginUsd: 10, symbolCaps: { minNotionalUsd: 60 } }));
    expect(failure).toMatchObject({ code: "min_notional", bindingClamp: "free_margin" });
  });

  it("names every limit that leaves less than the smallest order, the clamp's own first, each with the order in it", () => {
    const failure = refused(
      sizingInput({ freeMarginUsd: 10, symbolCaps: { minNotionalUsd: 60 }, limits: { maxTradeNavPct: 0.0002 } }),
    );
    expect(failure.bindingClamp).toBe("max_trade_nav_pct");
    expect(failure.bindings.map(({ rule, measured, limit }) => [rule, measured, limit])).toEqual([
      ["R04", 100, 20],
      ["sizing", 100, 7],
    ]);
    expect(failure.order).toMatchObject({ qty: "0.002", notionalUsd: 100 });
  });

  it("refuses a full symbol by its smallest legal order, never a negative one", () => {
    const positions = [held({ symbol: "BTCUSDT", qty: 2, notionalUsd: 100_000, stopPrice: 49_500 })];
    const failure = refused(sizingInput({ positions, limits: { riskPerTradePct: 0.05 } }));
    expect(failure).toMatchObject({ code: "min_notional", bindingClamp: "symbol_exposure", order: { qty: "0.001" } });
  });
});

describe("closing", () => {
  const close = intent({ purpose: "close", side: "sell", exits: null });

  it("takes the whole position to the last digit, off the step grid and over the market maximum", () => {
    const order = sized(sizingInput({ input: { intent: close, positionQty: dec("123.45678901") } }));
    expect(order).toMatchObject({ qty: "123.45678901", reduceOnly: true, clamps: [] });
  });

  it("goes out without mark and NAV, at the entry price for the record", () => {
    const positions = [held({ symbol: "BTCUSDT", qty: 0.5, markPrice: Number.NaN, entryPrice: 48_000 })];
    const view = symbolView(Number.NaN);
    const order = sized(
      sizingInput({ navUsd: Number.NaN, positions, input: { intent: close, view, positionQty: dec("0.5") } }),
    );
    expect(order).toMatchObject({ qty: "0.5", referencePrice: "48000", notionalUsd: 24_000, leverage: 0 });
  });

  it("refuses without a position and on the side that would add to it", () => {
    expect(refused(sizingInput({ input: { intent: close } })).code).toBe("position_missing");
    expect(refused(sizingInput({ input: { intent: close, positionQty: dec("-0.5") } })).code).toBe("side_mismatch");
  });
});

describe("inputs that fail closed", () => {
  const features = symbolView(50_000).features;
  const cases: [string, SizingInput][] = [
    ["nav_invalid", sizingInput({ navUsd: Number.NaN })],
    ["nav_invalid", sizingInput({ navUsd: -5 })],
    ["price_invalid", sizingInput({ mark: Number.NaN })],
    ["strength_invalid", sizingInput({ input: { intent: intent({ strength: Number.NaN }) } })],
    ["strength_invalid", sizingInput({ input: { intent: intent({ strength: 1.01 }) } })],
    ["exposure_invalid", sizingInput({ input: { intent: intent({ exposure: Number.NaN }) } })],
    [
      "volatility_invalid",
      sizingInput({ input: { view: symbolView(50_000, { features: { ...features, annualVolatility: Number.NaN } }) } }),
    ],
    ["multiplier_invalid", sizingInput({ input: { bucketMultiplier: Number.NaN } })],
    ["exits_invalid", sizingInput({ input: { intent: intent({ exits: null }) } })],
    ["no_target", sizingInput({ input: { bucketMultiplier: 0 } })],
    ["cap_unknown", sizingInput({ freeMarginUsd: Number.NaN })],
    ["cap_unknown", sizingInput({ positions: [held({ notionalUsd: Number.NaN })] })],
    ["cap_unknown", sizingInput({ limits: { riskPerTradePct: Number.NaN } })],
    ["cap_unknown", sizingInput({ symbolCaps: { minNotionalUsd: Number.NaN } })],
  ];
  it.each(cases)("refuses with %s", (code, input) => {
    const failure = refused(input);
    expect(failure.code).toBe(code);
    expect(() => JSON.stringify(failure)).not.toThrow();
    expect([failure.order.notionalUsd, failure.order.leverage].every(Number.isFinite)).toBe(true);
  });

  it("counts a held symbol of unknown beta in full: cap 10,000 less 2,000 x 1.5, whichever side it is on", () => {
    const limits = { groups: { perps: { symbols: ["*"], max_beta_exposure_pct: 0.1, max_gross_exposure_pct: 5 } } };
    for (const side of [1, -1]) {
      const input = sizingInput({ positions: [held({ qty: side })], betas: { ETHUSDT: Number.NaN }, limits });
      expect(sized(input).notionalUsd).toBe(7_000);
    }
    const sold = sizingInput({ pending: [pending({ side: "sell" })], betas: { ETHUSDT: Number.NaN }, limits });
    expect(sized(sold).notionalUsd).toBe(7_000);
  });
});
