import { describe, expect, it } from "vitest";
import { parseStream } from "../../../../../src/core/adapters/paper-server/market/stream-topic.js";

describe("parseStream", () => {
  it.each([
    ["btcusdt@depth", { kind: "depth", route: "public", symbol: "BTCUSDT", everyMs: 250 }],
    ["btcusdt@depth@100ms", { kind: "depth", everyMs: 100 }],
    ["btcusdt@depth@0ms", { kind: "depth", everyMs: 100 }],
    ["btcusdt@depth@500ms", { kind: "depth", everyMs: 500 }],
    ["btcusdt@rpiDepth@500ms", { kind: "depth", everyMs: 500 }],
    ["btcusdt@depth20@100ms", { kind: "partial_depth", levels: 20, everyMs: 100 }],
    ["btcusdt@bookTicker", { kind: "book_ticker", route: "public", symbol: "BTCUSDT" }],
    ["!bookTicker", { kind: "book_ticker", route: "public", symbol: null }],
    ["btcusdt@aggTrade", { kind: "trades", route: "market" }],
    ["btcusdt@markPrice", { kind: "mark", route: "market", everyMs: 3_000 }],
    ["btcusdt@markPrice@1s", { kind: "mark", everyMs: 1_000 }],
    ["!markPrice@arr@1s", { kind: "mark", symbol: null, everyMs: 1_000 }],
    ["btcusdt@kline_4h", { kind: "kline", interval: { name: "4h", lengthMs: 14_400_000 }, continuous: false }],
    ["btcusdt_perpetual@continuousKline_1d", { kind: "kline", symbol: "BTCUSDT", continuous: true }],
    ["btcusdt@miniTicker", { kind: "mini_ticker" }],
    ["!miniTicker@arr", { kind: "mini_ticker", symbol: null }],
    ["btcusdt@ticker", { kind: "ticker" }],
    ["!ticker@arr", { kind: "ticker", symbol: null }],
    ["btcusdt@forceOrder", { kind: "liquidation", symbol: "BTCUSDT" }],
    ["!forceOrder@arr", { kind: "liquidation", symbol: null }],
    ["!contractInfo", { kind: "contract_info" }],
  ])("knows %s", (stream, topic) => {
    expect(parseStream(stream)).toMatchObject({ stream, ...topic });
  });

  it.each([
    "btcusdt@trade",
    "btcusdt@kline_1s",
    "btcusdt_250328@continuousKline_1h",
    "btcusdt@depth7",
    "BTCUSDT@depth",
    "!assetIndex@arr",
    "tradingSession",
    "",
    "@",
  ])("takes %j and stays silent", (stream) => {
    expect(parseStream(stream)).toMatchObject({ stream, kind: "silent" });
  });
});
