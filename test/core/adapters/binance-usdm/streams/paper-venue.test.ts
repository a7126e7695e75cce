import { afterEach, describe, expect, it } from "vitest";
import { connectUsdm } from "../../../../../src/core/adapters/binance-usdm/connect.js";
import { Secret } from "../../../../../src/core/adapters/ccxt/secret.js";
import { ConnectBudget } from "../../../../../src/core/adapters/ccxt/connect-budget.js";
import { listenKeysOver } from "../../../../../src/core/adapters/binance-usdm/streams/rest-questions.js";
import { UserStream } from "../../../../../src/core/adapters/binance-usdm/streams/user-stream.js";
import { NO_FAULTS } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { ServedMarket } from "../../../../../src/core/adapters/paper-server/market/served-market.js";
import { openPaperServer, type PaperServer } from "../../../../../src/core/adapters/paper-server/serve.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { createRng } from "../../../../../src/core/lib/rng.js";
import { HOUR_MS } from "../../../../../src/core/lib/time.js";
import { ACCOUNT, openMarket } from "../../paper-server/market/open-venue.js";
import { FeedRecord, openFeed } from "./support/feed-lab.js";
import { until } from "./support/until.js";

interface OpenVenue {
  readonly market: ServedMarket;
  readonly server: PaperServer;
}

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openVenue(speed: number): Promise<OpenVenue> {
  const market = await openMarket({ from: "2024-03-01T00:00:00Z", speed, clock: systemClock });
  const server = await openPaperServer({ market, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port: 0 });
  const stop = new AbortController();
  const serving = server.serve(stop.signal);
  closers.push(async () => {
    stop.abort();
    await serving;
  });
  return { market, server };
}

describe("the feed at the paper venue, 5,400 times as fast as life", () => {
  it("tells six hours of three symbols: each once, in order, as history tells them, with its mark bar", async () => {
    const { market, server } = await openVenue(5_400);
    const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    const { feed, close } = await openFeed({ httpBase: server.url, wsBase: server.wsUrl }, market.time, {
      settleMs: 500,
    });
    closers.push(close);
    const record = new FeedRecord();
    await feed.follow({ symbols, barMs: HOUR_MS, bookSymbols: ["BTCUSDT"] }, record);
    const barsOf = (symbol: string) => record.bars.filter(([, row]) => row[0] === symbol);
    await until(() => symbols.every((symbol) => barsOf(symbol).length >= 6), "six hours of each");
    for (const symbol of symbols) {
      const told = barsOf(symbol);
      const fromMs = told[0]![0] - HOUR_MS;
      const toMs = told.at(-1)![0];
      expect(told).toEqual(await feed.history(symbol, HOUR_MS, { fromMs, toMs }));
      expect(told.map(([closeTimeMs]) => closeTimeMs)).toEqual(told.map((_, at) => fromMs + (at + 1) * HOUR_MS));
      expect(told.every(([, row]) => row[9] !== null)).toBe(true);
    }
    expect(record.books.length).toBeGreaterThan(5);
    expect(record.books.every(({ bids, asks }) => bids[0]!.price < asks[0]!.price)).toBe(true);
    expect(record.marks.length).toBeGreaterThan(3);
    expect(record.trades.length).toBeGreaterThan(0);
    expect(record.streams).toEqual([]);
  });
});

describe("the private stream at the paper venue", () => {
  it("tells a market order from its acknowledgement to its last fill, and a stop up to its cancellation", async () => {
    const { server, market } = await openVenue(1);
    const connection = await connectUsdm({
      endpoints: { rest: server.url, ws: server.wsUrl },
      mode: "testnet",
      credentials: { key: new Secret(server.apiKey), secret: new Secret(server.apiSecret) },
      clock: systemClock,
      limitsDirectory: null,
    });
    closers.push(() => connection.client.close());
    await connection.clock.sync();
    const told: string[] = [];
    const stream = new UserStream({
      wsBase: connection.guard.endpoints.ws,
      checkUrl: (url) => connection.guard.check(url, true),
      keys: listenKeysOver(connection.client),
      names: { account: "main", quoteAssetOf: () => "USDT" },
      clock: systemClock,
      venueClock: connection.clock,
      rng: createRng("paper"),
      budget: new ConnectBudget(systemClock),
      ordersLive: () => true,
      notices: { onFunding: () => undefined, onMarginCall: () => undefined },
    });
    closers.push(() => stream.close());
    stream.follow({
      onEvent: (event) => told.push(`${event.type} ${"clientOrderId" in event ? event.clientOrderId : ""}`),
      onUp: () => told.push("up"),
      onDown: (reason) => told.push(`down: ${reason}`),
    });
    await until(() => told.length > 0, "up");
    const { call } = { call: connection.client.call.bind(connection.client) };
    const order = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.010", newClientOrderId: "open1" };
    expect(await call("placeOrder", order, "order")).toMatchObject({ ok: true });
    await until(() => told.includes("order.filled open1"), "a fill");
    const triggerPrice = String(Math.round(market.prices("BTCUSDT")!.mark * 0.8));
    const stop = {
      ...{ algoType: "CONDITIONAL", symbol: "BTCUSDT", side: "SELL", type: "STOP_MARKET", triggerPrice },
      ...{ closePosition: true, workingType: "MARK_PRICE", clientAlgoId: "stop1" },
    };
    expect(await call("placeAlgoOrder", stop, "protective")).toMatchObject({ ok: true });
    expect(await call("cancelAlgoOrder", { clientAlgoId: "stop1" }, "protective")).toMatchObject({ ok: true });
    await until(() => told.includes("order.canceled stop1"), "the stop canceled");
    expect(told).toEqual([
      "up",
      "order.acknowledged open1",
      "order.filled open1",
      "order.acknowledged stop1",
      "order.canceled stop1",
    ]);
  });
});
