import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderRequest } from "../../src/core/domain/order.js";
import { compareDec, type Dec } from "../../src/core/lib/decimal.js";
import type { BrokerSubject } from "./support/broker-bench.js";
import { ACCOUNT } from "./support/contract-market.js";
import { DERIBIT } from "./support/deribit-bench.js";
import { OKX } from "./support/okx-bench.js";
import { OrderDesk } from "./support/order-desk.js";
import { type Deed, deeds } from "./support/random-orders.js";
import { SIMULATOR } from "./support/simulator-bench.js";
import { PAPER_SERVE } from "./support/socket-bench.js";

interface Ended {
  readonly wallet: Dec;
  readonly positions: Readonly<Record<string, Dec>>;
  readonly fills: number;
}

const isTiny = ({ qty }: Pick<Partial<OrderRequest>, "qty">): boolean => qty !== null && Number(qty) < 0.1;

/**
 * The same trader for every venue: one deed after the other, each answered before the next. Left out is what venues treat
 * each in its own way: changes, post-only orders that would take, orders below the smallest notional, stops for a whole
 * position.
 */
const plan: readonly Deed[] = fc
  .sample(deeds, { seed: 20_260_301, numRuns: 8 })
  .flat()
  .filter((deed) => deed.kind !== "change")
  .filter((deed) => deed.kind !== "place" || !(deed.request.postOnly === true || isTiny(deed.request)))
  .filter((deed) => deed.kind !== "place" || deed.request.closePosition !== true);

async function trade(subject: BrokerSubject): Promise<Ended> {
  const bench = await subject.open();
  const desk = new OrderDesk(bench);
  try {
    const placed: { readonly id: string; readonly symbol: string }[] = [];
    for (const deed of plan) {
      if (deed.kind === "place") {
        const id = desk.place(deed.request);
        placed.push({ id, symbol: deed.request.symbol });
        await bench.settle(() => desk.of(id).length > 0, `an answer to ${id}`);
      } else if (deed.kind === "cancel") {
        const target = placed[placed.length - 1 - deed.back];
        if (target !== undefined) desk.cancel(target.id, target.symbol);
        await bench.settle(() => true, "the end of a cancel");
      } else await bench.passHour();
    }
    // Funding is read from the money history: the report of a live account waits for that.
    if (subject !== SIMULATOR) await bench.report();
    const { wallet } = desk.books.readOn(bench.told);
    const fills = bench.told.filter(({ type }) => type === "order.filled").length;
    return { wallet, positions: desk.books.positions(ACCOUNT), fills };
  } finally {
    await bench.close();
  }
}

describe("the same orders at the same market", () => {
  it(
    "leave equal positions in base currency and equal money at all simulated venues",
    { timeout: 180_000 },
    async () => {
      const here = await trade(SIMULATOR);
      expect(here.fills).toBeGreaterThan(10);
      for (const subject of [PAPER_SERVE, OKX, DERIBIT]) {
        const there = await trade(subject);
        expect(Object.keys(there.positions).sort()).toEqual(Object.keys(here.positions).sort());
        for (const [key, qty] of Object.entries(here.positions))
          expect([subject.name, key, compareDec(there.positions[key]!, qty)]).toEqual([subject.name, key, 0]);
        expect([subject.name, there.wallet]).toEqual([subject.name, here.wallet]);
      }
    },
  );
});
