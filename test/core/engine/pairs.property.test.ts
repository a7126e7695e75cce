import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { type Fate, kindOf, withFaults } from "../../support/engine-faults.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession, type SessionSetup } from "../../support/engine-session.js";
import { ofType } from "../../support/engine-story.js";
import { longestAloneMs, pairStrategy } from "../../support/pair-strategy.js";

/** In, out, in the other way, out. */
const CLOSES = [50_000, 50_600, 50_700, 49_990, 49_400, 49_300, 50_010, 50_600, 50_000, 50_000];

/** Hedge timeout, a close that comes 5 s late, one retry 1 s after one that was refused, and the way of each. */
const ALONE_MS = 10_000 + 5_000 + 2 * 1_000 + 500;

interface Fates {
  readonly entries: readonly Fate[];
  readonly exits: readonly Fate[];
}

const CALM: SketchedBars = CLOSES.map(() => 50_000);

function setupOf({ entries, exits }: Fates, first: "y" | "x" = "y", x: SketchedBars = CALM): SessionSetup {
  return barSetup({
    markets: [
      { symbol: "ETHUSDT", bars: CLOSES },
      { symbol: "BTCUSDT", bars: x },
    ],
    strategies: [],
    pairs: [pairStrategy({ first })],
    changes: {
      "risk_limits.global.cooldown_minutes_after_stop": 0,
      "router_policy.unknown_size_factor": 1,
      "strategy_config.sizing.vol_target": 0.3,
    },
    wrap: (market) =>
      withFaults(market, {
        ofOrder: (request, nth) => {
          const kind = kindOf(request);
          const fates = kind === "entry" ? entries : kind === "exit" ? exits : [];
          return fates[(nth - 1) % fates.length] ?? "take";
        },
      }),
  });
}

const bodies = (events: readonly JournalEvent[]) => events.filter(({ type }) => type !== "session.resumed").map(bodyOf);

describe("a pair whose orders meet any fate", () => {
  it("never has one leg alone for longer than 17.5 s, keeps its legs opposite, and ends with both or none", async () => {
    const entryFate = fc.constantFrom<Fate>("take", "take", "late", "reject", "lost", "slow", "silence");
    const fates = fc.record({
      entries: fc.array(entryFate, { minLength: 1, maxLength: 7 }),
      // A close that was refused is tried again; no two in a row are, or the bound would grow with their number.
      exits: fc
        .array(fc.constantFrom<Fate>("take", "late"), { minLength: 1, maxLength: 5 })
        .map((some) => [...some.flatMap((fate) => [fate, "reject" as const]), "take" as const]),
    });
    await fc.assert(
      fc.asyncProperty(fates, fc.constantFrom("y" as const, "x" as const), async (drawn, first) => {
        const { events, state } = await runSession(setupOf(drawn, first));
        expect(longestAloneMs(events)).toBeLessThanOrEqual(ALONE_MS);
        const held = Object.values(state.portfolio.positions);
        expect([0, 2]).toContain(held.length);
        if (held.length === 2) expect(held[0]!.qty.startsWith("-")).not.toBe(held[1]!.qty.startsWith("-"));
        for (const { order, because } of ofType(events, "order.intended")) {
          if (order.purpose === "flatten")
            expect([because, order.request.reduceOnly]).toEqual([expect.stringMatching(/^unwinding: /), true]);
        }
        expect(state.portfolio.totals.longestUnprotectedMs).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe("a pair's books after a restart", () => {
  // The open of the next hour lies beyond what its second leg may pay: that one expires at the venue.
  const gap = CLOSES.map((_, hour) => (hour === 2 ? { open: 49_000, close: 50_000 } : 50_000));

  it.each([
    ["nothing fails", CALM, 0],
    ["a second leg expires and the first is unwound", gap, 1],
  ] as const)(
    "at every third line are those without one where %s",
    async (_what, x, unwound) => {
      const setup = setupOf({ entries: ["take"], exits: ["take"] }, "y", x);
      const whole = await runSession(setup);
      const flattens = ofType(whole.events, "order.intended").filter(({ order }) => order.purpose === "flatten");
      expect(flattens).toHaveLength(unwound);
      expect(longestAloneMs(whole.events)).toBeLessThanOrEqual(200);
      const wanted = bodies(whole.events);
      const from = whole.events.findIndex((event) => event.type === "market.bars" && !event.warmup);
      for (let cut = from; cut < whole.events.length; cut += 3) {
        const resumed = await runSession(setup, { lines: whole.journal.lines.slice(0, cut) });
        const at = `after line ${String(cut)}`;
        if (!isDeepStrictEqual(resumed.state, whole.state)) expect(resumed.state, at).toEqual(whole.state);
        if (!isDeepStrictEqual(bodies(resumed.events), wanted)) expect(bodies(resumed.events), at).toEqual(wanted);
      }
    },
    60_000,
  );
});
