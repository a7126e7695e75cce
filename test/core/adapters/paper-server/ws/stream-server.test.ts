import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { handClock, openVenue } from "../market/open-venue.js";
import type { HandClock, OpenVenue } from "../market/open-venue.js";
import { connect } from "./stream-client.js";
import type { StreamClient } from "./stream-client.js";

const FROM = "2024-03-01T00:00:00Z";

describe("the venue's sockets", () => {
  let venue: OpenVenue;
  let clock: HandClock;
  const clients: StreamClient[] = [];

  beforeEach(async () => {
    clock = handClock();
    venue = await openVenue({ from: FROM, clock });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await venue.close();
  });

  const open = async (path: string): Promise<StreamClient> => {
    const client = await connect(`${venue.wsUrl}${path}`);
    clients.push(client);
    return client;
  };

  /** Turns with 100 ms of wall time between them. */
  const turns = (count: number): void => {
    for (let turn = 0; turn < count; turn += 1) {
      venue.turn();
      clock.pass(100);
    }
  };

  const market = async (...streams: readonly string[]): Promise<StreamClient> => {
    const client = await open("/market/ws/3");
    await client.request("SUBSCRIBE", streams);
    return client;
  };

  it("answer SUBSCRIBE, LIST_SUBSCRIPTIONS and UNSUBSCRIBE with the id of the request", async () => {
    const client = await open("/public/ws/0");
    expect(await client.request("SUBSCRIBE", ["btcusdt@depth@100ms"], 7)).toEqual({ result: null, id: 7 });
    expect(await client.request("LIST_SUBSCRIPTIONS", [], "list")).toEqual({
      result: ["btcusdt@depth@100ms"],
      id: "list",
    });
    turns(2);
    await client.until(() => client.frames("depthUpdate").length > 0);
    expect(await client.request("UNSUBSCRIBE", ["btcusdt@depth@100ms"], 8)).toEqual({ result: null, id: 8 });
    const heard = client.frames("depthUpdate").length;
    turns(5);
    expect(await client.request("LIST_SUBSCRIPTIONS", [], 9)).toEqual({ result: [], id: 9 });
    expect(client.frames("depthUpdate")).toHaveLength(heard);
  });

  it.each([
    ['{"method":"SUBSCRIBE","params":"btc","id":3}', { error: { code: 2 }, id: 3 }],
    ['{"method":"DANCE","id":4}', { error: { code: 2 }, id: 4 }],
    ["no json", { error: { code: 3 }, id: null }],
  ])("answer %s with an error and stay open", async (message, answer) => {
    const client = await open("/market/ws");
    client.send(message);
    await client.until(() => client.texts.length > 0);
    expect(client.frames()[0]).toMatchObject(answer);
    expect(await client.request("SUBSCRIBE", ["btcusdt@markPrice"], 5)).toEqual({ result: null, id: 5 });
  });

  it("take streams from the path and wrap them on the combined address", async () => {
    const raw = await open("/market/ws/btcusdt@markPrice@1s/ethusdt@markPrice@1s");
    const combined = await open("/market/stream?streams=btcusdt@markPrice@1s/solusdt@markPrice@1s");
    turns(1);
    await raw.until(() => raw.texts.length === 2);
    await combined.until(() => combined.texts.length === 2);
    expect(raw.frames().map(({ s }) => s)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(combined.frames()).toMatchObject([
      { stream: "btcusdt@markPrice@1s", data: { e: "markPriceUpdate", s: "BTCUSDT" } },
      { stream: "solusdt@markPrice@1s", data: { e: "markPriceUpdate", s: "SOLUSDT" } },
    ]);
  });

  it("accept what belongs to another route, unknown names and trades, and never send any of it", async () => {
    const client = await open("/public/ws/2");
    const streams = ["btcusdt@markPrice", "btcusdt@trade", "nousdt@depth", "btcusdt@kline_1m", "nonsense"];
    expect(await client.request("SUBSCRIBE", streams)).toEqual({ result: null, id: 1 });
    const legacy = await open("/ws/btcusdt@kline_1h");
    turns(50);
    await client.request("LIST_SUBSCRIPTIONS", [], 2);
    await legacy.request("LIST_SUBSCRIPTIONS", [], 2);
    expect([client.texts.length, legacy.texts.length]).toEqual([2, 1]);
  });

  it("refuse an unknown address with 404", async () => {
    await expect(connect(`${venue.wsUrl}/elsewhere`)).rejects.toThrow("404");
  });

  it("disconnect a client at its 11th message within a second, not one that sends 10 a second", async () => {
    const calm = await open("/market/ws");
    for (let second = 0; second < 3; second += 1) {
      for (let count = 0; count < 10; count += 1) calm.send({ method: "LIST_SUBSCRIPTIONS", id: second * 10 + count });
      await calm.until(() => calm.texts.length === (second + 1) * 10);
      clock.pass(1_000);
    }
    const hasty = await open("/market/ws");
    for (let count = 0; count < 11; count += 1) hasty.send({ method: "LIST_SUBSCRIPTIONS", id: count });
    await hasty.until(() => hasty.socket.readyState === hasty.socket.CLOSED);
    expect(calm.socket.readyState).toBe(calm.socket.OPEN);
  });

  it("take 1,024 streams on one connection and no more", async () => {
    const client = await open("/market/ws");
    const names = Array.from({ length: 1_024 }, (_, at) => `coin${at}usdt@markPrice`);
    expect(await client.request("SUBSCRIBE", names, 1)).toEqual({ result: null, id: 1 });
    expect(await client.request("SUBSCRIBE", ["btcusdt@markPrice"], 2)).toMatchObject({ error: { code: 2 }, id: 2 });
    expect(await client.request("SUBSCRIBE", ["coin5usdt@markPrice"], 3)).toEqual({ result: null, id: 3 });
  });

  it("ping every 3 minutes, cut off who does not answer for 10, and end every connection after 24 hours", async () => {
    const client = await open("/market/ws");
    const deaf = await connect(`${venue.wsUrl}/market/ws`);
    clients.push(deaf);
    let pings = 0;
    client.socket.on("ping", () => (pings += 1));
    (deaf.socket as unknown as { _autoPong: boolean })._autoPong = false;
    for (let minute = 0; minute < 12; minute += 1) {
      clock.pass(60_000);
      venue.streams.heartbeat();
      await client.request("LIST_SUBSCRIPTIONS", [], 100 + minute);
    }
    expect(pings).toBe(4);
    await deaf.until(() => deaf.socket.readyState === deaf.socket.CLOSED);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.pass(24 * 3_600_000);
    venue.streams.heartbeat();
    await client.until(() => client.socket.readyState === client.socket.CLOSED);
  });

  it("send a closed candle at each close, the running one at most every 250 ms", async () => {
    await venue.close();
    venue = await openVenue({ from: FROM, speed: 3_600, clock });
    const client = await market("btcusdt@kline_1h", "btcusdt@kline_4h", "btcusdt_perpetual@continuousKline_1h");
    turns(50);
    await client.until(() => client.frames("continuous_kline").filter(({ k }) => isClosed(k)).length === 4);
    const hours = client.frames("kline").filter(({ k }) => (k as { i: string }).i === "1h");
    const closed = hours.filter(({ k }) => isClosed(k));
    expect(closed.map(({ E }) => ((E as number) - Date.parse(FROM)) / 3_600_000)).toEqual([1, 2, 3, 4]);
    expect(client.frames("kline").filter(({ k }) => (k as { i: string }).i === "4h" && isClosed(k))).toHaveLength(1);
    expect(hours.length - closed.length).toBeLessThanOrEqual(20);
    const [row] = venue.ask(`/fapi/v1/klines?symbol=BTCUSDT&interval=1h&startTime=${Date.parse(FROM)}&limit=1`)
      .body as readonly (readonly unknown[])[];
    expect(closed[0]!.k).toMatchObject({ t: row![0], T: row![6], o: row![1], h: row![2], l: row![3], c: row![4] });
  });

  it("send every close even where several bars pass between two turns, and open, middle and close as marks", async () => {
    await venue.close();
    venue = await openVenue({ from: FROM, speed: 36_000, clock });
    const client = await market("btcusdt@kline_1h", "btcusdt@markPrice", "btcusdt@aggTrade");
    venue.turn();
    clock.pass(1_000);
    venue.turn();
    await client.until(() => client.frames("kline").filter(({ k }) => isClosed(k)).length === 10);
    const stamps = client.frames("markPriceUpdate").map(({ E }) => ((E as number) - Date.parse(FROM)) / 1_800_000);
    expect(stamps.slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
    expect(client.frames("aggTrade").length).toBeGreaterThanOrEqual(10 * 5);
  });

  it("carry a week in three minutes: 168 closed candles each, other frames at the pace of wall time", async () => {
    await venue.close();
    venue = await openVenue({ from: FROM, speed: 3_360, clock });
    const client = await market("btcusdt@kline_1h", "ethusdt@kline_1h", "btcusdt@markPrice@1s", "btcusdt@miniTicker");
    for (let turn = 0; turn <= 1_800; turn += 1) {
      venue.turn();
      clock.pass(100);
      if (turn % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await client.request("LIST_SUBSCRIPTIONS", [], 2);
    for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
      const closed = client.frames("kline").filter(({ s, k }) => s === symbol && isClosed(k));
      const hours = closed.map(({ k }) => ((k as { t: number }).t - Date.parse(FROM)) / 3_600_000);
      expect(hours).toEqual(Array.from({ length: 168 }, (_, hour) => hour));
    }
    expect(client.texts.length / 4 / 180).toBeLessThan(10);
    // Three jumps an hour, and what is due in between.
    expect(client.frames("markPriceUpdate").length).toBeGreaterThanOrEqual(3 * 168);
  });

  it("send tickers, best prices and lists of all symbols without a top-level status or error", async () => {
    const client = await market(
      ...["btcusdt@miniTicker", "btcusdt@ticker", "!miniTicker@arr", "!ticker@arr", "!markPrice@arr@1s"],
    );
    const best = await open("/public/ws/btcusdt@bookTicker/!bookTicker/btcusdt@depth5@100ms");
    turns(3);
    await client.until(() => client.texts.length >= 6);
    await best.until(() => best.frames("depthUpdate").length >= 1 && best.frames("bookTicker").length >= 4);
    const lists = client.texts.map((text) => JSON.parse(text) as unknown).filter(Array.isArray);
    expect(lists.every((list) => list.length === 3)).toBe(true);
    for (const frame of [...client.frames(), ...best.frames()].filter((one) => !("result" in one))) {
      expect(Object.keys(frame)).not.toContain("status");
      expect(Object.keys(frame)).not.toContain("error");
    }
    const [partial] = best.frames("depthUpdate");
    expect([(partial!.b as unknown[]).length, (partial!.a as unknown[]).length]).toEqual([5, 5]);
  });

  it("tell of changed rules and liquidations", async () => {
    const client = await market("!contractInfo", "!forceOrder@arr", "btcusdt@forceOrder");
    const listed = venue.market.instruments().get("BTCUSDT")!;
    venue.market.setInstrument({ ...listed, status: "DELISTING" });
    venue.publisher.forced({ symbol: "BTCUSDT", side: "sell", qty: dec("1"), price: dec("60000"), atMs: 5 });
    await client.until(() => client.frames().length === 4);
    expect(client.frames("contractInfo")).toMatchObject([{ s: "BTCUSDT", cs: "SETTLING" }]);
    expect(client.frames("forceOrder")).toMatchObject([{ o: { S: "SELL", q: "1" } }, { o: { s: "BTCUSDT" } }]);
  });

  it("carry account events of living keys only, filtered where names are given, big numbers in full", async () => {
    const whole = await open("/private/ws?listenKey=alive1");
    const path = await open("/private/ws/alive2");
    const some = await open("/private/ws?listenKey=alive3&events=ORDER_TRADE_UPDATE/ALGO_UPDATE");
    const dead = await open("/private/ws?listenKey=dead");
    for (const key of ["alive1", "alive2", "alive3", "dead"]) {
      venue.users.tell(key, { e: "ACCOUNT_UPDATE", E: 1 });
      venue.users.tell(key, { e: "ORDER_TRADE_UPDATE", o: { i: 8389765739703625592n, X: "NEW" } });
    }
    await Promise.all([whole.until(() => whole.texts.length === 2), path.until(() => path.texts.length === 2)]);
    await some.until(() => some.texts.length === 1);
    expect(some.texts[0]).toBe('{"e":"ORDER_TRADE_UPDATE","o":{"i":8389765739703625592,"X":"NEW"}}');
    expect(dead.texts).toEqual([]);
  });
});

function isClosed(k: unknown): boolean {
  return (k as { readonly x: boolean }).x;
}
