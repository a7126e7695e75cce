import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { book, entry, held, judgeBy, marketView, pending, policy, symbolView } from "../fixtures.js";

const DEFAULT_BETA = 1.5;
const member = fc.record({
  qty: fc.integer({ min: -300, max: 300 }),
  waitingQty: fc.integer({ min: 0, max: 200 }),
  waitingSide: fc.constantFrom("buy" as const, "sell" as const),
  // In hundredths: up to what stands in for a beta that is not known.
  beta: fc.integer({ min: -150, max: 150 }).map((hundredths) => hundredths / 100),
  isUnknown: fc.boolean(),
});
const scenes = fc.record({
  btc: member,
  eth: member,
  sol: member,
  side: fc.constantFrom("buy" as const, "sell" as const),
  orderQty: fc.integer({ min: 1, max: 300 }),
});
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

/** What R20 measures of the group: its limit is so small that it always says. */
function measured({ btc, eth, sol, side, orderQty }: Scene, allKnown: boolean, defaultBeta: number): number {
  const members = { BTCUSDT: btc, ETHUSDT: eth, SOLUSDT: sol };
  const all = Object.entries(members);
  const views = all.map(([symbol, { beta, isUnknown }]) =>
    symbolView(symbol, {}, isUnknown && !allKnown ? Number.NaN : beta),
  );
  const books = book({
    positions: all.filter(([, { qty }]) => qty !== 0).map(([symbol, { qty }]) => held(symbol, qty)),
    pending: all
      .filter(([, { waitingQty }]) => waitingQty > 0)
      .map(([symbol, { waitingQty, waitingSide }]) => pending(symbol, waitingQty, { side: waitingSide })),
  });
  const perps = { symbols: ["*"], max_beta_exposure_pct: 1e-12, max_gross_exposure_pct: 50 };
  const correlation = { default_beta: defaultBeta, groups: { perps } };
  const order = entry("BTCUSDT", String(orderQty), { intent: { side } });
  const scene = { view: marketView(...views), book: books, policy: policy({ global: { correlation } }) };
  return judgeBy("R20", order, scene)[0]?.measured ?? 0;
}

const CENT = 0.01;

describe("a beta that is not known", () => {
  it("never makes what R20 measures smaller than any beta of up to 1.5 would, of the order, of positions and of entries", () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const known = measured(scene, true, DEFAULT_BETA);
        expect(measured(scene, false, DEFAULT_BETA)).toBeGreaterThanOrEqual(known - CENT);
      }),
    );
  });

  it("counts for more with a larger default_beta, whatever else is held", () => {
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 500 }), (scene, more) => {
        const smaller = measured(scene, false, DEFAULT_BETA);
        expect(measured(scene, false, DEFAULT_BETA + more / 100)).toBeGreaterThanOrEqual(smaller - CENT);
      }),
    );
  });
});
