import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composePolicies } from "../../../../src/core/config/compose-policies.js";
import { viewAt } from "../../../../src/core/ops/config-audit/assumed-market.js";
import { exclusionsOfIdea } from "../../../../src/core/ops/config-audit/exclusions.js";
import { filterEntry } from "../../../../src/core/screener/filters.js";
import { slotDrops } from "../../../../src/core/screener/slots.js";
import { changedTexts, loaded } from "../../config/support.js";
import { LEGS, pairOnly } from "./pair-only.js";
import { PRICES } from "./support.js";

describe("the audit's word against the screener's and the intent builder's own functions", () => {
  const slots = fc.constantFrom(0, 1, 2, 3);
  const factor = fc.constantFrom(undefined, 0, 0.5);
  const trends = fc.subarray(["up", "down", "range"] as const);
  const setup = fc.record({
    strategySlots: slots,
    globalSlots: slots,
    intentSlots: fc.option(slots),
    allowed: fc.option(fc.record({ long: trends, short: trends })),
    buckets: fc.record({ quiet: factor, normal: factor, hot: factor, panic: factor }),
    legs: fc.constantFrom(["ADAUSDT"], LEGS),
  });
  const base = loaded(changedTexts(pairOnly()));
  const [settings] = base.strategy_config.strategies;
  const view = viewAt(composePolicies(base, true), { prices: PRICES, atrFraction: 0.01 }).symbols.get("ADAUSDT");

  test("shut out are exactly the setups in which no trend, volatility or free slot lets an entry pass", () => {
    let shut = 0;
    fc.assert(
      fc.property(setup, ({ strategySlots, globalSlots, intentSlots, allowed, buckets, legs }) => {
        if (settings === undefined || view === undefined) throw new Error("the pair must be set up");
        const filters = { ...settings, allowed_trends: allowed, volatility_buckets: buckets };
        const policies = composePolicies(
          {
            ...base,
            strategy_config: {
              ...base.strategy_config,
              intents: { max_concurrent_positions: intentSlots },
              strategies: [filters],
            },
            strategy_registry: {
              strategies: {
                relative_value: {
                  ...base.strategy_registry.strategies["relative_value"]!,
                  max_concurrent: strategySlots,
                },
              },
            },
            risk_limits: {
              ...base.risk_limits,
              global: { ...base.risk_limits.global, max_concurrent_positions: globalSlots },
            },
          },
          true,
        );
        const passes = (direction: "long" | "short"): boolean =>
          (["up", "down", "range"] as const).some((trend) =>
            (["quiet", "normal", "hot", "panic"] as const).some(
              (volatility) =>
                filterEntry({
                  strategyId: "relative_value",
                  direction,
                  view: { ...view, features: { ...view.features, trend, volatility } },
                  filters,
                  policy: policies.screener,
                }) === null,
            ),
          );
        const filtered = legs.length === 2 ? passes("long") && passes("short") : passes("long") || passes("short");
        const caps = { ...policies.risk, maxConcurrentPositions: globalSlots };
        const requests = legs.map((symbol) => ({ strategy: "relative_value", symbol }));
        const slotted = slotDrops(requests, new Map(), caps, policies.intents).every((drop) => drop === null);
        const open = exclusionsOfIdea(policies, "relative_value", legs).length === 0;
        shut += open ? 0 : 1;
        expect(open).toBe(filtered && slotted);
      }),
      { numRuns: 300, seed: 4 },
    );
    expect(shut).toBeGreaterThan(30);
    expect(shut).toBeLessThan(295);
  });
});
