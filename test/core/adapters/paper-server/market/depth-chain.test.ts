import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DepthBook } from "../../../../../src/core/adapters/paper-server/market/depth-book.js";
import type { WireBook, WireLevel } from "../../../../../src/core/adapters/paper-server/market/depth-book.js";
import { DepthChain } from "../../../../../src/core/adapters/paper-server/market/depth-chain.js";
import { syntheticBook } from "../../../../../src/core/adapters/paper-server/market/synthetic-book.js";
import { instrument, recordedStream } from "./open-venue.js";

const btc = instrument("BTCUSDT");
const ada = instrument("ADAUSDT");
const bookAt = (last: number, step: number, seed = 7): WireBook => syntheticBook({ instrument: btc, last, seed, step });

/** A client that keeps a book after the venue's own rules: straddle first, then an unbroken chain. */
class StrictBook {
  readonly book = new DepthBook();
  #u: number | null = null;

  constructor(
    readonly lastUpdateId: number,
    start: WireBook,
  ) {
    this.book.apply(start.bids, start.asks);
  }

  take(delta: { U: number; u: number; pu: number; b: readonly WireLevel[]; a: readonly WireLevel[] }): void {
    if (this.#u === null) {
      if (delta.u < this.lastUpdateId) return;
      expect(delta.U).toBeLessThanOrEqual(this.lastUpdateId);
    } else expect(delta.pu).toBe(this.#u);
    this.#u = delta.u;
    this.book.apply(delta.b, delta.a);
  }
}

describe("DepthChain", () => {
  it("chains 3,000 differences of a wandering book, and a client that joins anywhere ends with the venue's levels", () => {
    const chain = new DepthChain();
    const clients: StrictBook[] = [];
    let last = 60_000;
    let before: number | null = null;
    for (let step = 0; step < 3_000; step += 1) {
      last = Math.round((last + ((step * 7_919) % 41) - 20) * 10) / 10;
      chain.become(bookAt(last, step));
      if (step % 500 === 250) {
        const { lastUpdateId, ...start } = chain.snapshot(1_000);
        clients.push(new StrictBook(lastUpdateId, start));
      }
      if (step % 3 === 0) continue;
      const delta = chain.next();
      if (delta === null) continue;
      expect(delta.U).toBe(delta.pu + 1);
      expect(delta.u).toBeGreaterThanOrEqual(delta.U);
      if (before !== null) expect(delta.pu).toBe(before);
      before = delta.u;
      for (const client of clients) client.take(delta);
    }
    const final = chain.next();
    if (final !== null) for (const client of clients) client.take(final);
    expect(clients).toHaveLength(6);
    for (const client of clients) expect(client.book.top(1_000)).toEqual(chain.top(1_000));
  });

  it("gives a snapshot a number that the next difference holds, even where nothing has changed", () => {
    const chain = new DepthChain();
    chain.become(bookAt(60_000, 0));
    chain.next();
    const { lastUpdateId } = chain.snapshot(5);
    const delta = chain.next()!;
    expect(delta.U).toBeLessThanOrEqual(lastUpdateId);
    expect(delta.u).toBeGreaterThanOrEqual(lastUpdateId);
    expect([delta.b, delta.a]).toEqual([[], []]);
    expect(chain.next()).toBeNull();
  });

  it("goes over into the recorded numbers and back without a break, over all 2,291 recorded differences", () => {
    const { start, frames } = recordedStream();
    const deltas = frames.map(({ event }) => event).filter((event) => event.e === "depthUpdate");
    expect(deltas).toHaveLength(2_291);
    const chain = new DepthChain();
    chain.become(bookAt(61_800, 0));
    const { lastUpdateId, ...levels } = chain.snapshot(1_000);
    const client = new StrictBook(lastUpdateId, levels);
    chain.become(start);
    client.take(chain.bridgeTo(deltas[0]!.pu));
    for (const [at, delta] of deltas.entries()) {
      chain.record(delta, deltas[at + 1]?.U ?? null);
      client.take(delta);
      if (at % 500 !== 0) continue;
      const id = chain.snapshot(5).lastUpdateId;
      expect(id).toBeGreaterThanOrEqual(deltas[at + 1]!.U);
      expect(id).toBeLessThanOrEqual(deltas[at + 1]!.u);
    }
    expect(client.book.top(5_000)).toEqual(chain.top(5_000));
    chain.become(bookAt(61_800, 9));
    client.take(chain.next()!);
    expect(client.book.top(5_000)).toEqual(bookAt(61_800, 9));
  });
});

describe("syntheticBook", () => {
  it("stands on ticks and steps, uncrossed around the last price, for any price and step", () => {
    const anyPrice = fc.tuple(fc.constantFrom(btc, ada), fc.integer({ min: 5_000, max: 900_000 }), fc.nat(1_000_000));
    fc.assert(
      fc.property(anyPrice, ([listed, units, step]) => {
        const [tick, lot] = [Number(listed.tickSize), Number(listed.stepSize)];
        const { bids, asks } = syntheticBook({ instrument: listed, last: units * tick, seed: 3, step });
        expect(Number(bids[0]![0])).toBeCloseTo(units * tick, 8);
        expect(Number(asks[0]![0])).toBeCloseTo((units + 1) * tick, 8);
        for (const [price, qty] of [...bids, ...asks]) {
          expect(Math.abs(Number(price) / tick - Math.round(Number(price) / tick))).toBeLessThan(1e-6);
          expect(Math.abs(Number(qty) / lot - Math.round(Number(qty) / lot))).toBeLessThan(1e-6);
          expect(Number(qty)).toBeGreaterThan(0);
        }
        const rising = [...bids]
          .reverse()
          .concat(asks)
          .map(([price]) => Number(price));
        expect(rising.every((price, at) => at === 0 || price > rising[at - 1]!)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("is the same for the same seed and differs for another", () => {
    expect(bookAt(60_000, 5)).toEqual(bookAt(60_000, 5));
    expect(bookAt(60_000, 5, 8)).not.toEqual(bookAt(60_000, 5));
  });
});
