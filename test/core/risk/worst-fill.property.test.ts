import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { review } from "../../../src/core/risk/review.js";
import { planRoute } from "../../../src/core/routing/plan-route.js";
import { routerPolicySchema } from "../../../src/core/routing/policy.js";
import { createRouterState } from "../../../src/core/routing/state.js";
import { book, entry, marketView, NOW, policy, symbolView } from "./fixtures.js";

const MARK = 100;
const ENTRY_BPS = 15;
const SLACK = 1 + 1e-9;

/** A book around a mid that is `apartBps` from the mark of 100, with a spread inside its limit of 20 bps. */
function viewApart(apartBps: number, spreadBps: number) {
  const mid = MARK * (1 + apartBps / 10_000);
  const half = (mid * spreadBps) / 20_000;
  const side = (price: number) => [{ price, qty: 10_000 }];
  const of = { symbol: "BTCUSDT", atMs: NOW, bids: side(mid - half), asks: side(mid + half) };
  return { mid, view: symbolView("BTCUSDT", { book: of }) };
}

describe("the worst that the fill of an approved entry may be", () => {
  const world = fc.record({
    limitUsd: fc.integer({ min: 1_000, max: 40_000 }),
    share: fc.double({ min: 0.97, max: 1.01, noNaN: true }),
    apartBps: fc.double({ min: -199, max: 199, noNaN: true }),
    spreadBps: fc.double({ min: 0.5, max: 20, noNaN: true }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    maker: fc.boolean(),
  });

  it("is the limit itself at the mark, and 15 bps above it from the decision price for a buy, whatever its size, book and route", () => {
    const seen = { approved: 0, beyondByMark: 0, taken: 0 };
    fc.assert(
      fc.property(world, ({ limitUsd, share, apartBps, spreadBps, side, maker }) => {
        const { mid, view } = viewApart(apartBps, spreadBps);
        const order = entry("BTCUSDT", ((limitUsd * share) / MARK).toFixed(3), { intent: { side } });
        const caps = policy({ caps: { maxOrderNotionalUsd: limitUsd } });
        const { approved } = review({
          exits: [],
          entries: [order],
          book: book(),
          view: marketView(view),
          policy: caps,
        });
        const [passed] = approved;
        if (passed === undefined) return;
        seen.approved += 1;
        const routing = {
          router: createRouterState(),
          policy: routerPolicySchema.parse({ maker: { enabled: maker } }),
        };
        const route = planRoute({ order: passed, view, urgency: "entry", atMs: NOW, ...routing });
        const qty = toNumber(route.qty);
        expect(exact(route.qty).lessThanOrEqualTo(exact(order.qty))).toBe(true);
        // What limits are reckoned in: the exposure at the mark, wherever it fills.
        expect(qty * MARK).toBeLessThanOrEqual(limitUsd * SLACK);
        const worst = toNumber(route.limitPrice ?? dec("0"));
        if (route.style === "taker") seen.taken += 1;
        if (side === "buy") {
          const beyond = Math.max(1, (mid / MARK) * (1 + ENTRY_BPS / 10_000));
          expect(worst).toBeGreaterThan(0);
          expect(qty * worst).toBeLessThanOrEqual(limitUsd * beyond * SLACK);
          if (qty * worst > limitUsd) seen.beyondByMark += 1;
        } else if (route.style === "taker") {
          expect(worst).toBeGreaterThanOrEqual(mid * (1 - ENTRY_BPS / 10_000) * (1 - 1e-9));
        }
      }),
      { numRuns: 600, seed: 15 },
    );
    expect(seen.approved).toBeGreaterThan(200);
    expect(seen.taken).toBeGreaterThan(50);
    // The price may pass the limit by what docs/RISK.md says; the exposure never does.
    expect(seen.beyondByMark).toBeGreaterThan(10);
  });
});
