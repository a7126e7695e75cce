import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VenueError } from "../../../../../src/core/adapters/binance-usdm/streams/ask-patiently.js";
import type { StreamedFeed } from "../../../../../src/core/adapters/binance-usdm/streams/feed.js";
import type { FeedTimes } from "../../../../../src/core/adapters/binance-usdm/streams/feed-times.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { FeedRecord, openFeed } from "./support/feed-lab.js";
import { LoopbackVenue } from "./support/loopback-venue.js";
import { MarketScript, MINUTE, START } from "./support/market-script.js";
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

async function open(times: Partial<FeedTimes> = {}): Promise<StreamedFeed> {
  const opened = await openFeed(venue, { nowMs: () => market.nowMs, speed: 1 }, times);
  close = opened.close;
  return opened.feed;
}

async function follow(times: Partial<FeedTimes> = {}, symbols: readonly string[] = ["BTCUSDT"]): Promise<void> {
  const feed = await open(times);
  await feed.follow({ symbols, barMs: MINUTE, bookSymbols: [] }, record);
  await until(
    () => venue.carrying("@kline_1m").length === 1 && venue.carrying("@markPrice@1s").length === 1,
    "subscriptions",
  );
}

const closes = (): readonly number[] => record.bars.map(([closeTimeMs]) => (closeTimeMs - START) / MINUTE);
const told = (count: number) => until(() => record.bars.length >= count, `${count} bars`);

describe("closed bars", () => {
  it("come once each with the mark bar of their minute, over the routes of their category", async () => {
    await follow();
    venue.push("btcusdt@kline_1m", market.klineFrame("BTCUSDT", START, false));
    market.closeMinute("BTCUSDT");
    await told(1);
    market.closeMinute("BTCUSDT");
    await told(2);
    expect(record.bars).toEqual([
      [START + MINUTE, MarketScript.row("BTCUSDT", START)],
      [START + 2 * MINUTE, MarketScript.row("BTCUSDT", START + MINUTE)],
    ]);
    expect(venue.sockets.map(({ path }) => path.replace(/\d+$/, "N"))).toEqual(["/market/ws/N", "/market/ws/N"]);
  });

  it("are told once when the stream repeats them, and never from a running or future candle", async () => {
    await follow();
    const first = market.closeMinute("BTCUSDT");
    await told(1);
    venue.push("btcusdt@kline_1m", market.klineFrame("BTCUSDT", first, true));
    venue.push("btcusdt@kline_1m", market.klineFrame("BTCUSDT", first + 60 * MINUTE, true));
    venue.push("btcusdt@kline_1m", { ...(market.klineFrame("ETHUSDT", first + MINUTE, true) as object) });
    market.closeMinute("BTCUSDT");
    await told(2);
    await systemClock.sleep(150);
    expect(closes()).toEqual([1, 2]);
  });

  it("come by REST when the stream doesn't tell them", async () => {
    await follow();
    market.closeMinute("BTCUSDT", false);
    await told(1);
    expect(record.bars[0]).toEqual([START + MINUTE, MarketScript.row("BTCUSDT", START)]);
    expect(venue.requests.some((request) => request.startsWith("GET /fapi/v1/klines?"))).toBe(true);
  });

  it("never come from a running candle that REST sends along", async () => {
    market.ignoresEnd = true;
    await follow();
    market.closeMinute("BTCUSDT", false);
    await told(1);
    await systemClock.sleep(200);
    expect(closes()).toEqual([1]);
  });

  it("come in order after a cut of three minutes, each instant once", async () => {
    await follow();
    market.closeMinute("BTCUSDT");
    await told(1);
    venue.acceptsSockets = false;
    venue.cut();
    for (let i = 0; i < 3; i += 1) market.closeMinute("BTCUSDT", false);
    venue.acceptsSockets = true;
    await until(() => venue.carrying("@kline_1m").length === 1, "reconnected");
    market.closeMinute("BTCUSDT");
    await told(5);
    expect(closes()).toEqual([1, 2, 3, 4, 5]);
    expect(record.bars.map(([, row]) => row)).toEqual(
      [0, 1, 2, 3, 4].map((at) => MarketScript.row("BTCUSDT", START + at * MINUTE)),
    );
  });

  it("wait for REST while it fails, and lose none", async () => {
    await follow();
    venue.acceptsSockets = false;
    venue.cut();
    market.restFails = true;
    for (let i = 0; i < 3; i += 1) market.closeMinute("BTCUSDT", false);
    await systemClock.sleep(100);
    expect(record.bars).toEqual([]);
    market.restFails = false;
    await told(3);
    expect(closes()).toEqual([1, 2, 3]);
  });

  it("leave out an instant that the venue itself has no candle of, once later ones exist", async () => {
    await follow();
    market.holes.add(START);
    market.closeMinute("BTCUSDT", false);
    await systemClock.sleep(150);
    expect(record.bars).toEqual([]);
    market.closeMinute("BTCUSDT");
    await told(1);
    expect(closes()).toEqual([2]);
  });

  it("keep two symbols apart when one of them goes silent", async () => {
    await follow({}, ["BTCUSDT", "ETHUSDT"]);
    market.closeMinute("BTCUSDT");
    await told(2);
    expect(record.bars.map(([, row]) => row[0]).sort()).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(closes()).toEqual([1, 1]);
  });
});

describe("the mark bar", () => {
  const LIMIT = 300;

  /** Marks every five seconds of the running minute: 100, 101, … 111. */
  function pushMarks(skip: (second: number) => boolean = () => false): void {
    for (let second = 0; second < 60; second += 5) {
      if (!skip(second))
        venue.push("btcusdt@markPrice@1s", market.markFrame("BTCUSDT", 100 + second / 5, START + second * 1_000));
    }
  }

  it("is sampled from the stream when REST fails, and the bar waits no longer than its limit", async () => {
    market.markKlinesFail = true;
    await follow({ markWaitMs: LIMIT });
    pushMarks();
    await until(() => record.marks.length === 12, "12 marks");
    const startedAtMs = systemClock.monotonicMs();
    market.closeMinute("BTCUSDT");
    await told(1);
    expect(systemClock.monotonicMs() - startedAtMs).toBeLessThan(LIMIT + 300);
    expect(record.bars[0]![1].slice(6)).toEqual([100, 111, 100, 111]);
  });

  it("is left out when the samples have a hole of more than ten seconds", async () => {
    market.markKlinesFail = true;
    await follow({ markWaitMs: LIMIT });
    pushMarks((second) => second > 20 && second < 40);
    await until(() => record.marks.length === 9, "9 marks");
    market.closeMinute("BTCUSDT");
    await told(1);
    expect(record.bars[0]![1].slice(5)).toEqual([10, null, null, null, null]);
  });

  it("holds no bar up when REST never answers", async () => {
    const { rest } = venue;
    venue.rest = (request) => (request.path === "/fapi/v1/markPriceKlines" ? null : rest(request));
    await follow({ markWaitMs: LIMIT });
    market.closeMinute("BTCUSDT");
    await told(1);
    expect(record.bars[0]![1].slice(6)).toEqual([null, null, null, null]);
  });
});

describe("history", () => {
  it("pages through 1,200 minutes with marks, oldest first, and leaves the running candle out", async () => {
    market.nowMs = START + 1_200 * MINUTE + 30_000;
    market.ignoresEnd = true;
    const feed = await open();
    const bars = await feed.history("BTCUSDT", MINUTE, { fromMs: START, toMs: START + 2_000 * MINUTE });
    expect(bars).toHaveLength(1_200);
    expect(bars[0]).toEqual([START + MINUTE, MarketScript.row("BTCUSDT", START)]);
    expect(bars[1_199]).toEqual([START + 1_200 * MINUTE, MarketScript.row("BTCUSDT", START + 1_199 * MINUTE)]);
    const pages = venue.requests.filter((request) => request.includes("/klines?"));
    expect(pages).toHaveLength(3);
    expect(pages.every((page) => page.includes("limit=499"))).toBe(true);
  });

  it("leaves gaps as gaps and never crosses its range", async () => {
    market.nowMs = START + 20 * MINUTE;
    market.holes.add(START + 3 * MINUTE);
    const feed = await open();
    const bars = await feed.history("BTCUSDT", MINUTE, { fromMs: START + MINUTE, toMs: START + 6 * MINUTE });
    expect(bars.map(([closeTimeMs]) => (closeTimeMs - START) / MINUTE)).toEqual([2, 3, 5, 6]);
    expect(await feed.history("BTCUSDT", MINUTE, { fromMs: START, toMs: START })).toEqual([]);
  });

  it("tries five times and then says what the venue said", async () => {
    market.restFails = true;
    const feed = await open();
    const asked = feed.history("BTCUSDT", MINUTE, { fromMs: START - 10 * MINUTE, toMs: START });
    await expect(asked).rejects.toThrow(VenueError);
    await expect(asked).rejects.toThrow(/^no candles of BTCUSDT: .*unable to process/);
    expect(venue.requests).toHaveLength(5);
  });
});
