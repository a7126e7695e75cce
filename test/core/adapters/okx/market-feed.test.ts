import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { StreamedFeed } from "../../../../src/core/adapters/binance-usdm/streams/feed.js";
import { ConnectBudget } from "../../../../src/core/adapters/ccxt/connect-budget.js";
import { Contracts } from "../../../../src/core/adapters/okx/contracts.js";
import { createHostGuard } from "../../../../src/core/adapters/okx/host-guard.js";
import { MarketTranslator } from "../../../../src/core/adapters/okx/market-frames.js";
import { OkxMarketSockets } from "../../../../src/core/adapters/okx/market-sockets.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { err } from "../../../../src/core/lib/result.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { FeedListener } from "../../../../src/core/ports/live-feed.js";
import type { MarketFrame, PublicRest } from "../../../../src/core/adapters/ccxt/market-types.js";

const payload = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/okx/${name}.json`, import.meta.url), "utf8")) as never;

/** Payloads of the documentation name the spot market: here it is a contract of 0.01 BTC. */
function contractsOf(instId: string): Contracts {
  const contracts = new Contracts();
  contracts.learn([{ symbol: "BTCUSDT", instId, baseInContract: dec("0.01") }]);
  return contracts;
}
const framesOf = (instId: string, ...messages: readonly unknown[]): readonly MarketFrame[] => {
  const translator = new MarketTranslator(contractsOf(instId));
  return messages.flatMap((message) => translator.framesOf(message));
};

describe("recorded public frames", () => {
  it("of a book: the snapshot, then a change that follows on it, quantities in base currency", () => {
    const [whole, change] = framesOf("BTC-USDT", payload("ws_books_snapshot"), payload("ws_books_update"));
    expect(whole).toMatchObject({ kind: "book", symbol: "BTCUSDT", diff: { isSnapshot: true, previousId: -1 } });
    expect(change).toMatchObject({ kind: "book", diff: { previousId: 123_456 } });
    expect(whole?.kind === "book" && whole.diff.asks[0]).toEqual([8_476.98, 4.15]);
  });

  it("of a candle: base volume is the seventh figure, the ninth says that it is closed", () => {
    const hourly = { ...payload("ws_candle"), arg: { channel: "candle1H", instId: "BTC-USDT" } };
    expect(framesOf("BTC-USDT", hourly)).toMatchObject([
      {
        kind: "bars",
        intervalName: "1h",
        candle: { open: 8_533.02, high: 8_553.74, low: 8_527.17, close: 8_548.26, volume: 529.5858061, isClosed: true },
      },
    ]);
  });

  it("of a trade, in contracts", () => {
    const [trade] = framesOf("BTC-USD", payload("ws_trades"));
    expect(trade).toMatchObject({ kind: "trades", tradeId: 130_639_474, trade: { price: 42_219.9, takerSide: "buy" } });
    expect(trade?.kind === "trades" && trade.trade.qty).toBeCloseTo(0.0012060306, 12);
  });

  it("of a mark: with the newest index and funding, which come by themselves and tell nothing alone", () => {
    const instId = "BTC-USDT-SWAP";
    const index = { arg: { channel: "index-tickers", instId: "BTC-USDT" }, data: [{ idxPx: "42990.1" }] };
    const mark = { arg: { channel: "mark-price", instId }, data: [{ instId, markPx: "43000.5", ts: "1744590350000" }] };
    expect(framesOf(instId, mark, payload("ws_funding_rate"), index, mark)).toEqual([
      {
        ...{ kind: "marks", symbol: "BTCUSDT" },
        mark: {
          ...{ symbol: "BTCUSDT", atMs: 1_744_590_350_000, mark: 43_000.5, index: null },
          ...{ fundingRate: null, nextFundingMs: null },
        },
      },
      {
        ...{ kind: "marks", symbol: "BTCUSDT" },
        mark: {
          ...{ symbol: "BTCUSDT", atMs: 1_744_590_350_000, mark: 43_000.5, index: 42_990.1 },
          ...{ fundingRate: 0.0001, nextFundingMs: 1_744_590_349_506 },
        },
      },
    ]);
  });

  it("that are not as documented tell nothing: no number, another contract, an answer to a subscription", () => {
    const arg = { channel: "mark-price", instId: "BTC-USDT-SWAP" };
    const odd = [
      { arg, data: [{ markPx: "1e5", ts: "1" }] },
      { arg: { ...arg, instId: "ETH-USDT-SWAP" }, data: [{ markPx: "1", ts: "1" }] },
      { event: "subscribe", arg },
      { arg, data: {} },
      null,
      7,
    ];
    expect(framesOf("BTC-USDT-SWAP", ...odd)).toEqual([]);
  });
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface PublicVenue {
  readonly ws: string;
  readonly asked: readonly string[];
  /** To whoever is subscribed to the channel. */
  push(channel: string, message: object): void;
}

async function openVenue(): Promise<PublicVenue> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const followers: { ws: WebSocket; channel: string }[] = [];
  const asked: string[] = [];
  sockets.on("connection", (ws, request) => {
    ws.on("message", (bytes) => {
      const text = (bytes as Buffer).toString("utf8");
      if (text === "ping") {
        ws.send("pong");
        return;
      }
      const { args } = JSON.parse(text) as { args: { channel: string; instId: string }[] };
      for (const arg of args) {
        asked.push(`${request.url ?? ""} ${arg.channel} ${arg.instId}`);
        followers.push({ ws, channel: arg.channel });
        ws.send(JSON.stringify({ event: "subscribe", arg, connId: "a4d3ae55" }));
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const ws of sockets.clients) ws.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    ws: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    push: (channel, message) => {
      const open = followers.filter(({ ws, channel: own }) => own === channel && ws.readyState === ws.OPEN);
      for (const { ws } of open) ws.send(JSON.stringify(message));
    },
  };
}

const REFUSED = async () => err({ reason: "no REST here", retryAfterMs: null });
const NO_REST: PublicRest = { klines: REFUSED, markKlines: REFUSED, depth: REFUSED, marks: REFUSED };

async function follow(venue: PublicVenue): Promise<readonly string[]> {
  const told: string[] = [];
  const listener: FeedListener = {
    onBar: (closeTimeMs, row) => told.push(`bar ${String(closeTimeMs)} ${String(row[4])}`),
    onMark: ({ mark, index }) => told.push(`mark ${String(mark)} ${String(index)}`),
    onTrade: ({ price, qty }) => told.push(`trade ${String(price)} ${String(qty)}`),
    onBook: ({ bids, asks }) => told.push(`book ${String(bids[0]?.price)} ${String(asks[0]?.price)}`),
    onStream: (stream, _symbol, up, reason) => told.push(`${stream} ${up ? "up" : `down: ${reason}`}`),
  };
  const feed = new StreamedFeed({
    sockets: new OkxMarketSockets({
      guard: createHostGuard({ rest: "http://127.0.0.1:1", ws: venue.ws }, "testnet"),
      contracts: contractsOf("BTC-USDT-SWAP"),
      learn: async () => null,
      clock: systemClock,
    }),
    rest: NO_REST,
    clock: systemClock,
    venueClock: { nowMs: () => 10 * HOUR_MS, speed: 1 },
    rng: createRng("okx"),
    budget: new ConnectBudget(systemClock),
    bookDepth: { levels: 5, reachBps: 0 },
    parse: (frame) => frame as MarketFrame,
    snapshotsByStream: true,
    times: { reconnect: { firstMs: 10, maxMs: 20 }, bookEveryMs: 0, markWaitMs: 20 },
  });
  closers.push(() => feed.close());
  await feed.follow({ symbols: ["BTCUSDT"], barMs: HOUR_MS, bookSymbols: ["BTCUSDT"] }, listener);
  return told;
}

const instId = "BTC-USDT-SWAP";
const bookOf = (action: string, prevSeqId: number, seqId: number, bid: string) => ({
  ...{ arg: { channel: "books", instId }, action },
  data: [{ bids: [[bid, "100", "0", "1"]], asks: [["101", "50", "0", "1"]], ts: "1000", prevSeqId, seqId }],
});

describe("the feed over public sockets", () => {
  it("asks for candles on the business path, for marks, indices, funding, books and trades on the public one", async () => {
    const venue = await openVenue();
    await follow(venue);
    expect(venue.asked.toSorted()).toEqual([
      "/ws/v5/business candle1H BTC-USDT-SWAP",
      "/ws/v5/public books BTC-USDT-SWAP",
      "/ws/v5/public funding-rate BTC-USDT-SWAP",
      "/ws/v5/public index-tickers BTC-USDT",
      "/ws/v5/public mark-price BTC-USDT-SWAP",
      "/ws/v5/public trades BTC-USDT-SWAP",
    ]);
  });

  it("tells marks, trades, a closed candle once, and the book from its own snapshot", async () => {
    const venue = await openVenue();
    const told = await follow(venue);
    venue.push("index-tickers", { arg: { channel: "index-tickers", instId: "BTC-USDT" }, data: [{ idxPx: "99.5" }] });
    venue.push("mark-price", { arg: { channel: "mark-price", instId }, data: [{ markPx: "100.5", ts: "36000001" }] });
    const trade = { tradeId: "1", px: "100", sz: "3", side: "sell", ts: "36000001" };
    venue.push("trades", { arg: { channel: "trades", instId }, data: [trade, trade] });
    venue.push("books", bookOf("snapshot", -1, 10, "99"));
    venue.push("books", bookOf("update", 10, 12, "99.5"));
    await expect.poll(() => told.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);
    expect(told.toSorted()).toEqual(["book 99 101", "book 99.5 101", "mark 100.5 99.5", "trade 100 0.03"]);
  });

  it("breaks the book at a hole in its numbers, subscribes anew, and is whole again with the next snapshot", async () => {
    const venue = await openVenue();
    const told = await follow(venue);
    venue.push("books", bookOf("snapshot", -1, 10, "99"));
    await expect.poll(() => told).toContain("book 99 101");
    venue.push("books", bookOf("update", 11, 12, "98"));
    await expect.poll(() => told).toContain("book down: gap in the order book of BTCUSDT: 11 follows 10");
    await expect.poll(() => venue.asked.filter((asked) => asked.includes(" books ")).length).toBe(2);
    venue.push("books", bookOf("snapshot", -1, 20, "97"));
    await expect.poll(() => told).toContain("book 97 101");
    expect(told.indexOf("book up")).toBeGreaterThan(told.findIndex((word) => word.startsWith("book down")));
    expect(told).not.toContain("book 98 101");
  });
});
