import { describe, expect, it } from "vitest";
import type { IntentCost } from "../../../src/core/routing/intent-cost.js";
import { planRoute } from "../../../src/core/routing/plan-route.js";
import { measure } from "../../../src/core/routing/quality.js";
import type { OrderOutcome } from "../../../src/core/routing/state.js";
import { suggestionsFor, withSuggestions } from "../../../src/core/routing/suggestions.js";
import { approved, NOW_MS, outcome, policyWith, repeated, stateWith, symbolView } from "./samples.js";

const cost = (style: IntentCost["style"], bps: number): IntentCost => ({
  ...{ intentId: "i", strategy: "momentum", purpose: "open", side: "buy", style, decidedAtMs: NOW_MS, decision: 100 },
  ...{ arrival: null, acknowledged: true, askedQty: 1, qty: 1, quote: 100 * (1 + bps / 10_000), makerQty: 0, fees: 0 },
});

function suggested(
  outcomes: readonly OrderOutcome[],
  {
    markoutBps = null,
    costs = [],
    policy = {},
  }: { markoutBps?: number | null; costs?: IntentCost[]; policy?: object } = {},
) {
  const markouts = markoutBps === null ? [] : Array.from({ length: 20 }, () => ({ atMs: NOW_MS, bps: markoutBps }));
  const rules = policyWith({ ...policy });
  const measures = measure(outcomes, rules, NOW_MS, markouts);
  return suggestionsFor({ measures, regime: "normal", costs, policy: rules });
}

const unfilled = (count: number) => [...repeated(count, { filledShare: 0, makerShare: 0 }), ...repeated(20 - count)];

describe("suggestions", () => {
  it("are none before 20 maker orders, and none where all goes well", () => {
    expect(suggested(repeated(19, { filledShare: 0, makerShare: 0 }))).toEqual([]);
    expect(suggested(repeated(20), { markoutBps: 0.5 })).toEqual([]);
    expect(suggested(unfilled(12), { policy: { maker: { enabled: false } } })).toEqual([]);
  });

  it("let an order wait 45 s instead of 30 where 60 % end unfilled, and never more than 120", () => {
    expect(suggested(unfilled(12))).toEqual([
      {
        setting: "router_policy.maker_timeout_seconds",
        ...{ from: 30, to: 45, bounds: [1, 120] },
        rationale: "60 % of 20 maker orders ended unfilled and fills were not adverse",
      },
    ]);
    expect(suggested(unfilled(12), { policy: { maker_timeout_seconds: 100 } })).toMatchObject([{ to: 120 }]);
    expect(suggested(unfilled(12), { policy: { maker_timeout_seconds: 120 } })).toEqual([]);
    expect(suggested(unfilled(12), { markoutBps: -1 })).toEqual([]);
  });

  it("quote nearer by 0.5 bps above 80 % unfilled, farther after adverse fills of 2.1 bps, within 0 and max_bps", () => {
    const nearer = suggested(unfilled(17)).find(({ setting }) => setting === "router_policy.offset.normal_bps");
    expect(nearer).toMatchObject({ from: 0.5, to: 0, bounds: [0, 8] });
    const [farther] = suggested(repeated(20), { markoutBps: -2.1 });
    expect(farther).toMatchObject({ setting: "router_policy.offset.normal_bps", from: 0.5, to: 1 });
    expect(farther!.rationale).toMatch(/2\.1 bps against 20 maker fills/);
    expect(suggested(repeated(20), { markoutBps: -2.1, policy: { offset: { normal_bps: 8 } } })).toEqual([]);
  });

  it("take at once where waiting first was paid 1.1 bps dearer over 20 intents each", () => {
    const costs = (makerBps: number) => [
      ...Array.from({ length: 20 }, () => cost("maker", makerBps)),
      ...Array.from({ length: 20 }, () => cost("taker", 5)),
    ];
    expect(suggested(repeated(20), { costs: costs(6.1) })).toMatchObject([
      { setting: "router_policy.maker.enabled", from: true, to: false, bounds: null },
    ]);
    expect(suggested(repeated(20), { costs: costs(5.9) })).toEqual([]);
    expect(suggested(repeated(20), { costs: costs(6.1).slice(1) })).toEqual([]);
  });

  it("change the policy they name, and orders only where the policy takes them", () => {
    const changed = withSuggestions(policyWith(), suggested(unfilled(17)));
    expect([changed.maker_timeout_seconds, changed.offset.normal_bps]).toEqual([45, 0]);
    const route = (suggestions: object) => {
      const policy = policyWith({ suggestions, quality: { good_fallback: 1 } });
      const outcomes = [...repeated(12, { filledShare: 0.9, makerShare: 0.9 }), ...repeated(8), outcome()];
      const input = { order: approved(), view: symbolView(), router: stateWith(outcomes), urgency: "entry" as const };
      return planRoute({ ...input, policy, atMs: NOW_MS });
    };
    expect(route({})).toMatchObject({ style: "maker", timeoutMs: 30_000 });
    expect(route({ apply: true })).toMatchObject({ style: "maker", timeoutMs: 45_000 });
  });
});
