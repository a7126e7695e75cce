import { describe, expect, it } from "vitest";
import { parseSocketPath } from "../../../../../src/core/adapters/paper-server/ws/socket-path.js";

describe("parseSocketPath", () => {
  it.each([
    ["/public/ws", { route: "public", combined: false, streams: [] }],
    ["/public/ws/17", { route: "public", streams: [] }],
    ["/market/ws/btcusdt@kline_1h/!ticker@arr", { route: "market", streams: ["btcusdt@kline_1h", "!ticker@arr"] }],
    ["/market/ws/btcusdt%40aggTrade", { streams: ["btcusdt@aggTrade"] }],
    [
      "/public/stream?streams=btcusdt@depth/ethusdt@depth",
      { combined: true, streams: ["btcusdt@depth", "ethusdt@depth"] },
    ],
    ["/private/ws?listenKey=abc", { route: "private", listenKeys: ["abc"], streams: [], events: null }],
    ["/private/ws/abc", { listenKeys: ["abc"] }],
    ["/private/ws/3?listenKey=abc", { listenKeys: ["abc"] }],
    ["/private/stream?listenKey=a&listenKey=b&events=ALGO_UPDATE", { combined: true, listenKeys: ["a", "b"] }],
    ["/ws/btcusdt@depth", { route: "public", streams: ["btcusdt@depth"] }],
    ["/market/ws/%zz@x", { streams: ["%zz@x"] }],
  ])("reads %s", (url, expected) => {
    expect(parseSocketPath(url)).toMatchObject(expected);
  });

  it("keeps the events that are asked for", () => {
    const path = parseSocketPath("/private/ws?listenKey=a&events=ORDER_TRADE_UPDATE/ALGO_UPDATE");
    expect(path?.events).toEqual(new Set(["ORDER_TRADE_UPDATE", "ALGO_UPDATE"]));
  });

  it.each(["/", "/fapi/v1/time", "/public", "/publicws", "/other/ws", "/wss"])("knows nothing at %s", (url) => {
    expect(parseSocketPath(url)).toBeNull();
  });
});
