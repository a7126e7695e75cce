import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseDepthSnapshot,
  parseMarketFrame,
} from "../../../../../src/core/adapters/binance-usdm/streams/market-frames.js";
import { OrderBook } from "../../../../../src/core/adapters/binance-usdm/streams/order-book.js";
import { frameLines } from "./support/frames.js";
import type { DepthDiff, DepthSnapshot } from "../../../../../src/core/adapters/ccxt/market-types.js";

/** As it was recorded: six changes, the snapshot, 124 changes. */
const recording = frameLines("btcusdt-depth-20240808-6s.jsonl");
const before = recording.slice(0, 6).map(diffOf);
const snapshot = parseDepthSnapshot(recording[6])!;
const after = recording.slice(7).map(diffOf);
const diffs = [...before, ...after];

function diffOf(line: unknown): DepthDiff {
  const frame = parseMarketFrame(line);
  if (frame?.kind !== "book") throw new Error("no change of a book");
  return frame.diff;
}

const snapshotAt = (
  lastId: number,
  bids: DepthSnapshot["bids"] = [[99, 1]],
  asks: DepthSnapshot["asks"] = [[101, 1]],
): DepthSnapshot => ({
  lastId,
  atMs: 1,
  bids,
  asks,
});
const diff = (firstId: number, lastId: number, previousId: number, change: Partial<DepthDiff> = {}): DepthDiff => ({
  symbol: "BTCUSDT",
  atMs: lastId,
  firstId,
  lastId,
  previousId,
  bids: [],
  asks: [],
  ...change,
});

/** The same book kept the slow way: a map of price to quantity a side, sorted on demand. */
function slowBook(
  from: DepthSnapshot,
  changes: readonly DepthDiff[],
): readonly (readonly (readonly [number, number])[])[] {
  return (["bids", "asks"] as const).map((side) => {
    const levels = new Map<number, number>();
    for (const level of [...from[side], ...changes.flatMap((change) => change[side])])
      levels.set(...(level as [number, number]));
    const sorted = [...levels].filter(([, qty]) => qty > 0).sort(([a], [b]) => (side === "bids" ? b - a : a - b));
    return sorted.slice(0, 20);
  });
}

describe("the recorded book of 2024-08-08", () => {
  it("takes its snapshot among the changes and all 130 of them without a gap", () => {
    const book = new OrderBook("BTCUSDT");
    expect(before.map((change) => book.apply(change))).toEqual(before.map(() => "buffered"));
    expect(book.load(snapshot)).toBe(true);
    expect(book.isValid).toBe(true);
    expect(after.map((change) => book.apply(change))).toEqual(after.map(() => "applied"));
    const { bids, asks, atMs } = book.top(20)!;
    expect(atMs).toBe(after[123]!.atMs);
    expect(bids[0]!.price).toBeLessThan(asks[0]!.price);
    const applied = diffs.filter(({ lastId }) => lastId >= snapshot.lastId);
    expect(applied).toHaveLength(126);
    expect([bids, asks].map((side) => side.map(({ price, qty }) => [price, qty]))).toEqual(slowBook(snapshot, applied));
  });

  it("stops at a lost change, is no book meanwhile, and is the same book again after a new snapshot", () => {
    const whole = new OrderBook("BTCUSDT");
    const holed = new OrderBook("BTCUSDT");
    for (const change of before) [whole, holed].forEach((book) => book.apply(change));
    [whole, holed].forEach((book) => book.load(snapshot));
    for (const change of after.slice(0, 100)) whole.apply(change);
    const outcomes = after.slice(0, 100).map((change, at) => (at === 50 ? "lost" : holed.apply(change)));
    expect(outcomes.slice(50, 53)).toEqual(["lost", "gap", "buffered"]);
    expect(holed.top(20)).toBeNull();

    const { bids, asks } = whole.top(5_000)!;
    const levels = (side: typeof bids) => side.map(({ price, qty }) => [price, qty] as const);
    expect(holed.load(snapshotAt(after[99]!.lastId, levels(bids), levels(asks)))).toBe(true);
    for (const change of after.slice(100))
      expect([whole.apply(change), holed.apply(change)]).toEqual(["applied", "applied"]);
    expect(holed.top(20)).toEqual(whole.top(20));
  });
});

describe("joining a snapshot", () => {
  it("drops what is older, joins with the change that straddles the id, and only then is a book", () => {
    const book = new OrderBook("BTCUSDT");
    for (const change of [diff(80, 90, 70), diff(91, 95, 90), diff(96, 105, 95, { bids: [[100, 5]] })])
      book.apply(change);
    expect(book.load(snapshotAt(100))).toBe(true);
    expect(book.top(1)).toMatchObject({ bids: [{ price: 100, qty: 5 }], asks: [{ price: 101, qty: 1 }], atMs: 105 });
  });

  it("waits for the joining change when the snapshot is newer than all that came", () => {
    const book = new OrderBook("BTCUSDT");
    book.apply(diff(80, 90, 70));
    expect(book.load(snapshotAt(100))).toBe(true);
    expect(book.top(1)).toBeNull();
    expect(book.apply(diff(91, 99, 90))).toBe("old");
    expect(book.apply(diff(100, 110, 99))).toBe("applied");
    expect(book.top(1)).not.toBeNull();
  });

  it("also joins with the change whose predecessor the snapshot is", () => {
    const book = new OrderBook("BTCUSDT");
    book.load(snapshotAt(100));
    expect(book.apply(diff(103, 110, 100))).toBe("applied");
  });

  it("needs another snapshot when the first one is older than the oldest change, and keeps the changes for it", () => {
    const book = new OrderBook("BTCUSDT");
    book.apply(diff(200, 210, 190));
    book.apply(diff(211, 220, 210, { asks: [[100.5, 2]] }));
    expect(book.load(snapshotAt(100))).toBe(false);
    expect(book.load(snapshotAt(205))).toBe(true);
    expect(book.top(1)).toMatchObject({ asks: [{ price: 100.5, qty: 2 }] });
  });
});

describe("changes", () => {
  const joined = (): OrderBook => {
    const book = new OrderBook("BTCUSDT");
    book.load(snapshotAt(100));
    book.apply(diff(100, 101, 99));
    return book;
  };

  it("sees a gap in the chain of pu although U..u skips numbers anyway", () => {
    expect(joined().apply(diff(150, 160, 101))).toBe("applied");
    expect(joined().apply(diff(102, 110, 100.5))).toBe("gap");
  });

  it("takes a repeated or late change for old", () => {
    const book = joined();
    const change = diff(102, 110, 101, { bids: [[98, 3]] });
    expect(book.apply(change)).toBe("applied");
    expect(book.apply(change)).toBe("old");
    expect(book.apply(diff(90, 95, 89))).toBe("old");
  });

  it("distrusts a book whose bid reaches its ask", () => {
    expect(joined().apply(diff(102, 110, 101, { bids: [[101, 1]] }))).toBe("gap");
  });

  it("removes a level at quantity 0, also one that it never had", () => {
    const book = joined();
    book.apply(
      diff(102, 110, 101, {
        bids: [
          [99, 0],
          [42, 0],
          [98, 2],
        ],
      }),
    );
    expect(book.top(5)!.bids).toEqual([{ price: 98, qty: 2 }]);
  });

  it("keeps its levels in order whatever comes (500 random series)", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(level), fc.array(level)), { maxLength: 20 }), (series) => {
        const book = new OrderBook("X");
        const start = snapshotAt(0, [], []);
        book.load(start);
        const changes = series.map(([bids, asks], at) =>
          diff(at, at + 1, at, { bids, asks: asks.map(([price, qty]) => [price + 50, qty] as const) }),
        );
        for (const change of changes) expect(book.apply(change)).toBe("applied");
        const top = book.top(20);
        if (top === null) return;
        expect([top.bids, top.asks].map((side) => side.map(({ price, qty }) => [price, qty]))).toEqual(
          slowBook(start, changes),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("holds at most 1,000 changes while it waits and 5,000 levels a side", () => {
    const book = new OrderBook("X");
    for (let at = 0; at < 3_000; at += 1) book.apply(diff(at, at + 1, at));
    expect(book.load(snapshotAt(1_500))).toBe(false);
    const asks = Array.from({ length: 6_000 }, (_, at) => [1_000 + at, 1] as const);
    const wide = new OrderBook("X");
    wide.load(snapshotAt(0, [], asks));
    wide.apply(diff(0, 1, 0));
    expect(wide.top(10_000)!.asks).toHaveLength(5_000);
  });
});
