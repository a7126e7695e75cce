import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bookFeatures } from "../../../../src/core/quant/book/features.js";
import type { BookFeatures } from "../../../../src/core/quant/book/features.js";
import { createLevelBook, writeLevels } from "../../../../src/core/quant/book/level-book.js";
import { imbalance } from "../../../../src/core/quant/order-book.js";
import type { BookSides, Level } from "../../../../src/core/quant/order-book.js";

type Pairs = readonly (readonly [price: string, qty: string])[];
interface DepthUpdate {
  readonly e: "depthUpdate";
  readonly u: number;
  readonly pu: number;
  readonly b: Pairs;
  readonly a: Pairs;
}
interface BookTicker {
  readonly e: "bookTicker";
  readonly u: number;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}
interface Snapshot {
  readonly bids: Pairs;
  readonly asks: Pairs;
}

const TICK = 0.1;
const rules = { levels: 10, bandBps: 5, depthBps: [1, 5, 10, 25], halvingBps: 2, sweepUsd: 1_000_000 };
const level = ([price, qty]: readonly [string, string]): Level => ({ price: Number(price), qty: Number(qty) });
const sides = (bids: Pairs, asks: Pairs): BookSides => ({ bids: bids.map(level), asks: asks.map(level) });

/** Two minutes of BTCUSDT as recorded (research/data/README.md): a snapshot, then what the venue sent. */
function recording(): {
  readonly start: BookSides;
  readonly events: readonly (DepthUpdate | BookTicker | { e: "trade" })[];
} {
  const file = new URL("../../../../research/data/depth/binance-usdm/BTCUSDT-20240808T2354.jsonl.gz", import.meta.url);
  const [first = "", ...rest] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  const { bids, asks } = JSON.parse(first) as Snapshot;
  const events = rest.map((line) => (JSON.parse(line) as { data: DepthUpdate | BookTicker | { e: "trade" } }).data);
  return { start: sides(bids, asks), events };
}

/** Features after every update, and the best prices that the venue sent of its own accord for the same update. */
function replay() {
  const { start, events } = recording();
  const book = createLevelBook(start);
  const tickers = new Map(events.flatMap((event) => (event.e === "bookTicker" ? [[event.u, event] as const] : [])));
  const features: (BookFeatures | null)[] = [];
  const best: { readonly ours: unknown; readonly theirs: unknown }[] = [];
  for (const event of events) {
    if (event.e !== "depthUpdate") continue;
    writeLevels(book, sides(event.b, event.a));
    features.push(bookFeatures(book, rules));
    const ticker = tickers.get(event.u);
    if (ticker === undefined) continue;
    const theirs = [level([ticker.b, ticker.B]), level([ticker.a, ticker.A])];
    best.push({ ours: [book.bids[0], book.asks[0]], theirs });
  }
  return { features, best, book };
}

const { features, best, book } = replay();
const all = features.flatMap((found) => (found === null ? [] : [found]));

describe("two recorded minutes of BTCUSDT, 2,291 updates of a book of 1,000 levels a side", () => {
  it("are never crossed nor one-sided", () => {
    expect(features).toHaveLength(2_291);
    expect(all).toHaveLength(2_291);
  });

  it("agree with the best prices and quantities that the venue sent for the very same update, 199 times", () => {
    expect(best).toHaveLength(199);
    for (const { ours, theirs } of best) expect(ours).toEqual(theirs);
  });

  it("are at least a tick of 0.1 wide, and never wider than 11 ticks", () => {
    const widths = all.map(({ spreadBps, mid }) => (spreadBps * mid) / 10_000);
    expect(Math.min(...widths)).toBeCloseTo(TICK, 6);
    expect(Math.max(...widths)).toBeCloseTo(11 * TICK, 6);
    for (const width of widths) expect(Math.abs(width / TICK - Math.round(width / TICK))).toBeLessThan(1e-6);
  });

  it("have the microprice within the spread, all balances within −1 and 1, and more depth in wider bands", () => {
    for (const found of all) {
      const half = found.spreadBps / 2;
      expect(Math.abs(found.leanBps)).toBeLessThan(half);
      for (const balance of [found.imbalance, found.bandImbalance, found.pressure]) {
        expect(Math.abs(balance)).toBeLessThanOrEqual(1);
      }
      const depths = found.depth.map(({ bidUsd, askUsd }) => [bidUsd, askUsd] as const);
      for (let i = 1; i < depths.length; i++) {
        expect(depths[i]![0]).toBeGreaterThanOrEqual(depths[i - 1]![0]);
        expect(depths[i]![1]).toBeGreaterThanOrEqual(depths[i - 1]![1]);
      }
    }
  });

  it("fill a million USD at any instant for half a spread to 10 bps, and refuse a billion, naming what there is", () => {
    for (const { buy, sell, spreadBps } of all) {
      if (!buy.ok || !sell.ok) expect.fail("a million is there");
      for (const { slippageBps } of [buy.value, sell.value]) {
        expect(slippageBps).toBeGreaterThanOrEqual(spreadBps / 2 - 1e-9);
        expect(slippageBps).toBeLessThan(10);
      }
    }
    const swept = bookFeatures(book, { ...rules, sweepUsd: 1e9 })!.buy;
    const askUsd = book.asks.reduce((sum, { price, qty }) => sum + price * qty, 0);
    expect(swept).toEqual({ ok: false, error: { code: "not_enough_depth", wantedUsd: 1e9, availableUsd: askUsd } });
  });

  it("lean as the top of the book does: the microprice lies above the mid exactly when the best bid is the larger", () => {
    const { bids, asks } = recording().start;
    const first = bookFeatures({ bids, asks }, rules)!;
    expect(Math.sign(first.leanBps)).toBe(Math.sign(imbalance(bids, asks, 1)));
    expect(first).toMatchObject({ mid: 61_800.25, imbalance: expect.closeTo(0.7903, 4) as number });
  });
});
