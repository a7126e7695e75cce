import { describe, expect, it } from "vitest";
import { buildIntents } from "../../../src/core/screener/build-intents.js";
import { intentPolicySchema } from "../../../src/core/screener/policy.js";
import type { ResizePlan, ScreenedIntent } from "../../../src/core/screener/screened-intent.js";
import { bookOf, capsOf, pendingOf, positionOf, protoOf } from "./fixtures.js";

const policy = intentPolicySchema.parse({});

type Built = ReturnType<typeof buildIntents>;
const named = (built: Built) => built.intents.map(({ purpose, side, symbol }) => `${purpose} ${side} ${symbol}`);
const reasons = (built: Built) => built.drops.map(({ symbol, reason }) => `${symbol} ${reason}`);

describe("a held position that its strategy wants at another exposure", () => {
  it("makes more of a held long an open buy, less of it a reduction, and leaves it where sizing says so", () => {
    const resize = { band: 0.1, increaseDrop: null };
    const proto = { ...protoOf("AUSDT", { exposure: 0.2 }), resize };
    const held = bookOf([positionOf("AUSDT", 2)], [pendingOf("AUSDT", { purpose: "disaster_stop", reduceOnly: true })]);
    const asked: unknown[] = [];
    const builtWith = (plan: ResizePlan, of: ScreenedIntent = proto, caps = capsOf({}), book = held) =>
      buildIntents({
        ...{ protoIntents: [of], book, caps, policy, route: () => "main", coolsDown: () => false },
        planResize: (increase, band) => {
          asked.push([increase.side, increase.purpose, band]);
          return plan;
        },
      });
    expect(named(builtWith({ kind: "increase" }))).toEqual(["open buy AUSDT"]);
    expect(asked).toEqual([["buy", "open", 0.1]]);
    const [less] = builtWith({ kind: "reduce" }).intents;
    expect(less).toMatchObject({ purpose: "reduce", side: "sell", exposure: 0.2, exits: null });
    expect(less?.id).not.toBe(builtWith({ kind: "increase" }).intents[0]?.id);
    const drop = { reason: "rebalance_band", detail: null } as const;
    expect(reasons(builtWith({ kind: "hold", drop }))).toEqual(["AUSDT rebalance_band"]);
    const off = capsOf({ symbols: { AUSDT: { enabled: false } } });
    expect(reasons(builtWith({ kind: "increase" }, proto, off))).toEqual(["AUSDT disabled"]);
    expect(named(builtWith({ kind: "reduce" }, proto, off))).toEqual(["reduce sell AUSDT"]);
    const filtered = {
      ...proto,
      resize: { ...resize, increaseDrop: { reason: "volatility_filter", detail: null } },
    } as const;
    expect(reasons(builtWith({ kind: "increase" }, filtered))).toEqual(["AUSDT volatility_filter"]);
    expect(named(builtWith({ kind: "reduce" }, filtered))).toEqual(["reduce sell AUSDT"]);
    for (const purpose of ["open", "close", "reduce", "flatten"] as const) {
      const busy = bookOf([positionOf("AUSDT", 2)], [pendingOf("AUSDT", { purpose, reduceOnly: purpose !== "open" })]);
      expect(reasons(builtWith({ kind: "reduce" }, proto, capsOf({}), busy))).toEqual(["AUSDT order_pending"]);
    }
  });
});
