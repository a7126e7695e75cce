import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FeedTimes } from "../../../../../src/core/adapters/binance-usdm/streams/feed-times.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { FeedRecord, openFeed, QUICK } from "./support/feed-lab.js";
import { frameLines } from "./support/frames.js";
import { LoopbackVenue } from "./support/loopback-venue.js";
import { MarketScript, MINUTE } from "./support/market-script.js";
import { until } from "./support/until.js";

let venue: LoopbackVenue;
let market: MarketScript;
let record: FeedRecord;
let close: () => Promise<void> = async () => undefined;

beforeEach(async () => {
  venue = await LoopbackVenue.start();
  market = new MarketScript(venue);
  record = new FeedRecord();
});

afterEach(async () => {
  await close();
  await venue.close();
});

const silence = (changed: Partial<FeedTimes["silenceMs"]>): Partial<FeedTimes> => ({
  silenceMs: { ...QUICK.silenceMs, ...changed },
});

async function follow(times: Partial<FeedTimes> = {}, symbols: readonly string[] = ["BTCUSDT"]): Promise<void> {
  const opened = await openFeed(venue, { nowMs: () => market.nowMs, speed: 1 }, times);
  close = opened.close;
  await opened.feed.follow({ symbols, barMs: MINUTE, bookSymbols: symbols }, record);
  await until(
    () =>
      ["@kline_1m", "@markPrice@1s", "@aggTrade", "@depth@100ms"].every((name) => venue.carrying(name).length === 1),
    "subscriptions",
  );
}

const pushMark = (mark: number, atMs?: number, symbol = "BTCUSDT"): void =>
  venue.push(`${symbol.toLowerCase()}@markPrice@1s`, market.markFrame(symbol, mark, atMs));
const pushTrade = (id: number): void =>
  venue.push("btcusdt@aggTrade", {
    e: "aggTrade",
    E: 1,
    s: "BTCUSDT",
    a: id,
    p: "100.5",
    q: "0.25",
    T: market.nowMs,
    m: false,
  });
const pushDiff = (U: number, u: number, pu: number, bid: string): void => {
  const frame = { e: "depthUpdate", E: 2, T: market.nowMs, s: "BTCUSDT", U, u, pu, b: [[bid, "2"]], a: [] };
  venue.push("btcusdt@depth@100ms", frame);
};
const bestBids = (): readonly number[] => record.books.map(({ bids }) => bids[0]!.price);

describe("subscriptions", () => {
  it("go over four connections, each on the route of its category", async () => {
    await follow({}, ["BTCUSDT", "ETHUSDT"]);
    const routes = venue.sockets.map(({ path, streams }) => `${path.split("/")[1]!}: ${streams.join(" ")}`).sort();
    expect(routes).toEqual([
      "market: btcusdt@aggTrade ethusdt@aggTrade",
      "market: btcusdt@kline_1m ethusdt@kline_1m",
      "market: btcusdt@markPrice@1s ethusdt@markPrice@1s",
      "public: btcusdt@depth@100ms ethusdt@depth@100ms",
    ]);
  });

  it("ask REST for nothing by themselves: no exchange information, no snapshot before a change has come", async () => {
    await follow();
    pushMark(100);
    await until(() => record.marks.length === 1, "a mark");
    expect(venue.requests).toEqual([]);
  });
});

describe("marks and trades", () => {
  it("are told with their figures, marks never backwards and trades once", async () => {
    await follow();
    pushMark(100, market.nowMs);
    pushMark(101, market.nowMs + 1_000);
    pushMark(99, market.nowMs - 5_000);
    for (const id of [5, 6, 6, 5, 7]) pushTrade(id);
    await until(() => record.trades.length === 3 && record.marks.length === 2, "2 marks and 3 trades");
    expect(record.marks[1]).toEqual({
      symbol: "BTCUSDT",
      atMs: market.nowMs + 1_000,
      mark: 101,
      index: 100,
      fundingRate: 0.0001,
      nextFundingMs: 1_800_028_800_000,
    });
    expect(record.trades[0]).toEqual({
      symbol: "BTCUSDT",
      atMs: market.nowMs,
      price: 100.5,
      qty: 0.25,
      takerSide: "buy",
    });
  });

  it("come by REST while the stream is silent, which is told once, as is its return", async () => {
    await follow(silence({ marks: 500 }));
    pushMark(100);
    await until(() => record.marks.length === 1, "a mark");
    market.nowMs += 10_000;
    await until(() => record.marks.some(({ mark }) => mark === 123.4), "a mark by REST");
    const marksBefore = record.marks.length;
    await systemClock.sleep(100);
    // REST repeats its stamp: nothing new is told.
    expect(record.marks.length).toBe(marksBefore);
    await until(() => venue.carrying("@markPrice@1s").length === 1, "connected anew");
    pushMark(124, market.nowMs + 1);
    await until(() => record.streams.includes("marks BTCUSDT up"), "up");
    expect(record.streams.slice(0, 2)).toEqual(["marks BTCUSDT down", "marks BTCUSDT up"]);
    expect(record.reasons[0]).toMatch(/^silent for \d+ ms, limit 500 ms$/);
  });

  it("are told apart by symbol: one silent symbol is down, the other isn't", async () => {
    await follow(silence({ marks: 1_000 }), ["BTCUSDT", "ETHUSDT"]);
    let mark = 100;
    await until(() => {
      mark += 1;
      pushMark(mark, market.nowMs + mark);
      return record.streams.length > 0;
    }, "down");
    expect(record.streams).toEqual(["marks ETHUSDT down"]);
  });

  it("survive a connection that is open but half dead: it is dropped and opened again", async () => {
    await follow(silence({ marks: 80 }));
    const [socket] = venue.carrying("@markPrice@1s");
    socket!.raw.pause();
    await until(
      () => venue.sockets.filter(({ streams }) => streams.includes("btcusdt@markPrice@1s")).length >= 2,
      "a second connection",
    );
  });

  it("survive refused connections, nonsense frames and errors of the venue", async () => {
    await follow();
    for (const nonsense of ["no json", '"text"', "[1,2]", '{"e":"markPriceUpdate"}', '{"e":"unknown"}', "null"])
      venue.push("@markPrice@1s", nonsense);
    await until(
      () => venue.sockets.filter(({ streams }) => streams.includes("btcusdt@markPrice@1s")).length >= 2,
      "a second connection",
    );
    await until(() => venue.carrying("@markPrice@1s").length === 1, "connected anew");
    venue.acceptsSockets = false;
    venue.push("@markPrice@1s", { error: { code: 2, msg: "Invalid request: unknown variant" }, id: 9 });
    await systemClock.sleep(100);
    venue.acceptsSockets = true;
    await until(() => venue.carrying("@markPrice@1s").length === 1, "connected anew");
    pushMark(100);
    await until(() => record.marks.length === 1, "a mark");
  });
});

describe("the order book", () => {
  it("follows the recorded book over REST snapshot and stream", async () => {
    const lines = frameLines("btcusdt-depth-20240808-6s.jsonl");
    await follow();
    market.depth = () => ({ body: lines[6] });
    for (const line of lines.filter((_, at) => at !== 6)) venue.push("@depth@100ms", line);
    await until(() => record.books.at(-1)?.atMs === (lines[130] as { T: number }).T, "the last change");
    const { bids, asks } = record.books.at(-1)!;
    expect([bids.length, asks.length]).toEqual([5, 5]);
    expect(bids[0]!.price).toBeLessThan(asks[0]!.price);
    expect(record.streams).toEqual([]);
    expect(venue.requests).toEqual(["GET /fapi/v1/depth?symbol=BTCUSDT&limit=1000"]);
  });

  it("is told no more from a gap to the next snapshot, and the gap is told at once", async () => {
    await follow({ pollEveryMs: 60_000 });
    pushDiff(99, 101, 98, "99.1");
    await until(() => record.books.length === 1, "a book");
    pushDiff(102, 103, 101, "99.2");
    await until(() => record.books.length === 2, "a change");
    market.depth = () => ({
      body: { lastUpdateId: 208, T: market.nowMs, bids: [["98.0", "1"]], asks: [["101.0", "1"]] },
    });
    pushDiff(205, 207, 204, "99.9");
    await until(() => record.streams.length === 1, "down");
    pushDiff(208, 210, 207, "99.3");
    await until(() => record.books.length === 3, "whole again");
    expect(bestBids()).toEqual([99.1, 99.2, 99.3]);
    expect(record.streams).toEqual(["book BTCUSDT down", "book BTCUSDT up"]);
    expect(record.reasons[0]).toBe("gap in the order book: update 207 follows 204, which never came");
  });

  it("takes late and repeated changes for nothing", async () => {
    await follow();
    pushDiff(99, 101, 98, "99.1");
    await until(() => record.books.length === 1, "a book");
    for (const [U, u, pu] of [
      [102, 103, 101],
      [102, 103, 101],
      [99, 101, 98],
    ] as const)
      pushDiff(U, u, pu, "99.2");
    await until(() => record.books.length === 2, "a change");
    await systemClock.sleep(30);
    expect(bestBids()).toEqual([99.1, 99.2]);
    expect(record.streams).toEqual([]);
  });

  it("comes by REST while the connection is gone, and is whole again afterwards", async () => {
    await follow();
    pushDiff(99, 101, 98, "99.1");
    await until(() => record.books.length === 1, "a book");
    venue.acceptsSockets = false;
    market.depth = () => ({
      body: { lastUpdateId: 300, T: market.nowMs, bids: [["97.0", "1"]], asks: [["101.0", "1"]] },
    });
    venue.cut("@depth@100ms");
    await until(() => bestBids().includes(97), "a book by REST");
    expect(venue.requests.at(-1)).toBe("GET /fapi/v1/depth?symbol=BTCUSDT&limit=5");
    venue.acceptsSockets = true;
    await until(() => venue.carrying("@depth@100ms").length === 1, "connected anew");
    pushDiff(299, 301, 298, "99.4");
    await until(() => record.streams.includes("book BTCUSDT up"), "up");
    await until(() => bestBids().at(-1) === 99.4, "the joined book");
    expect(record.streams).toEqual(["book BTCUSDT down", "book BTCUSDT up"]);
  });

  it("asks for a snapshot again when REST fails or the snapshot is too old", async () => {
    const answers = [
      { status: 503, body: { code: -1001, msg: "Internal error; unable to process your request. Please try again." } },
      { body: { lastUpdateId: 50, T: 1, bids: [], asks: [] } },
      { body: { lastUpdateId: 100, T: 1, bids: [["99.0", "1"]], asks: [["101.0", "1"]] } },
    ];
    await follow();
    let asked = 0;
    market.depth = () => answers[Math.min(asked++, 2)]!;
    pushDiff(99, 101, 98, "99.1");
    await until(() => record.books.length === 1, "a book");
    expect(asked).toBe(3);
    expect(bestBids()).toEqual([99.1]);
  });

  it("is told at most once in the time given, with the last state of a burst", async () => {
    await follow({ bookEveryMs: 100 });
    pushDiff(99, 100, 98, "99.0");
    await until(() => record.books.length === 1, "a book");
    for (let at = 0; at < 50; at += 1) pushDiff(100 + at, 101 + at, 100 + at, (99.01 + at / 100).toFixed(2));
    await until(() => bestBids().at(-1) === 99.5, "the last change");
    expect(record.books.length).toBeLessThanOrEqual(4);
  });
});

describe("a closed feed", () => {
  it("ends its connections and tells nothing more", async () => {
    await follow();
    await close();
    await until(() => venue.sockets.every(({ isOpen }) => !isOpen), "no open connection");
    expect(record.streams).toEqual([]);
  });
});
