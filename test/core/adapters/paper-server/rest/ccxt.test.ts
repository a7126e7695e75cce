import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Exchange } from "ccxt";
import { routeOf } from "../../../../../src/core/adapters/paper-server/market/public-route.js";
import { ok } from "../../../../../src/core/lib/result.js";
import { KEYS } from "../exchange/desk.js";
import { startServer } from "./live-server.js";
import type { LiveServer } from "./live-server.js";

const ORDER_TYPES = [
  "LIMIT",
  "MARKET",
  "STOP",
  "STOP_MARKET",
  "TAKE_PROFIT",
  "TAKE_PROFIT_MARKET",
  "TRAILING_STOP_MARKET",
];

const EXCHANGE_INFO = {
  timezone: "UTC",
  rateLimits: [],
  exchangeFilters: [],
  assets: [],
  symbols: [
    {
      symbol: "BTCUSDT",
      pair: "BTCUSDT",
      contractType: "PERPETUAL",
      deliveryDate: 4_133_404_800_000,
      onboardDate: 1_569_398_400_000,
      status: "TRADING",
      baseAsset: "BTC",
      quoteAsset: "USDT",
      marginAsset: "USDT",
      pricePrecision: 2,
      quantityPrecision: 3,
      orderTypes: ORDER_TYPES,
      timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
      filters: [
        { filterType: "PRICE_FILTER", minPrice: "0.1", maxPrice: "4529764", tickSize: "0.10" },
        { filterType: "LOT_SIZE", minQty: "0.001", maxQty: "1000", stepSize: "0.001" },
        { filterType: "MARKET_LOT_SIZE", minQty: "0.001", maxQty: "120", stepSize: "0.001" },
        { filterType: "MIN_NOTIONAL", notional: "50" },
      ],
    },
  ],
};

const SYMBOL = "BTC/USDT:USDT";

/** An unmodified client; only its hosts are other ones. */
async function clientOf(url: string): Promise<Exchange> {
  const module = (await import(new URL("./src/pro/binanceusdm.js", import.meta.resolve("ccxt")).href)) as {
    default: new (options: unknown) => Exchange;
  };
  const client = new module.default({
    apiKey: KEYS.apiKey,
    secret: KEYS.apiSecret,
    enableRateLimit: false,
    options: { fetchCurrencies: false, fetchMargins: false, adjustForTimeDifference: true },
  });
  const moved = (urls: unknown): unknown =>
    typeof urls === "string"
      ? urls.replace(/^(https?|wss?):\/\/[^/]+/, url)
      : Object.fromEntries(Object.entries(urls as object).map(([name, inner]) => [name, moved(inner)]));
  client.urls["api"] = moved(client.urls["api"]) as typeof client.urls.api;
  return client;
}

let server: LiveServer;
let client: Exchange;

beforeAll(async () => {
  const publicRoutes = new Map([
    ["/fapi/v1/exchangeInfo", routeOf(1, () => ok(EXCHANGE_INFO))],
    ["/fapi/v1/time", routeOf(1, () => ok({ serverTime: server.market.nowMs }))],
  ]);
  // The market stands still while the client's clock goes on: at speed 60 its stamps may be 60 s ahead.
  server = await startServer({ publicRoutes, speed: 60 });
  client = await clientOf(server.url);
  await client.loadMarkets();
});

afterAll(async () => {
  await client.close();
  await server.close();
});

describe("an unmodified ccxt", () => {
  it("places, reads, modifies and cancels a limit by its exact 64-bit id", async () => {
    const placed = await client.createOrder(SYMBOL, "limit", "buy", 0.01, 58_000, { clientOrderId: "c-1" });
    expect(placed).toMatchObject({ status: "open", clientOrderId: "c-1", price: 58_000, amount: 0.01, filled: 0 });
    const id = String(placed.id);
    expect(BigInt(id) > 2n ** 53n).toBe(true);
    expect(await client.fetchOrder(id, SYMBOL)).toMatchObject({ id, status: "open" });
    expect(await client.fetchOpenOrders(SYMBOL)).toMatchObject([{ id }]);
    const edited = await client.editOrder(id, SYMBOL, "limit", "buy", 0.02, 57_000);
    expect(edited).toMatchObject({ id, price: 57_000, amount: 0.02 });
    expect(await client.cancelOrder(id, SYMBOL)).toMatchObject({ id, status: "canceled" });
    await expect(client.cancelOrder(id, SYMBOL)).rejects.toThrow(/-2011/);
    expect(await client.fetchOpenOrders(SYMBOL)).toEqual([]);
  });

  it("buys at market, and sees the trade, the position and the money", async () => {
    const bought = await client.createOrder(SYMBOL, "market", "buy", 0.05, undefined, { clientOrderId: "c-2" });
    expect(bought).toMatchObject({ status: "closed", filled: 0.05, remaining: 0 });
    expect(await client.fetchOrder(String(bought.id), SYMBOL)).toMatchObject({ average: 60_000, cost: 3_000 });
    expect(await client.fetchMyTrades(SYMBOL)).toMatchObject([
      { order: bought.id, price: 60_000, amount: 0.05, takerOrMaker: "taker", fee: { cost: 1.5, currency: "USDT" } },
    ]);
    expect(await client.fetchPositions([SYMBOL])).toMatchObject([
      { side: "long", contracts: 0.05, entryPrice: 60_000, marginMode: "cross" },
    ]);
    const balance = await client.fetchBalance();
    expect(balance["USDT"]).toMatchObject({ total: 9_998.5, used: 300, free: 9_698.5 });
  });

  it("lays a stop down with the algo service, finds it there alone, and cancels it", async () => {
    const stop = await client.createOrder(SYMBOL, "market", "sell", 0.05, undefined, {
      stopLossPrice: 55_000,
      reduceOnly: true,
      clientOrderId: "sl-1",
    });
    expect(stop).toMatchObject({ status: "open", clientOrderId: "sl-1", triggerPrice: 55_000 });
    expect(await client.fetchOpenOrders(SYMBOL)).toEqual([]);
    expect(await client.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true })).toMatchObject([
      { id: stop.id, clientOrderId: "sl-1" },
    ]);
    await client.cancelOrder(String(stop.id), SYMBOL, { trigger: true });
    expect(await client.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true })).toEqual([]);
  });

  it("lays down stop-limits, take-profits with a limit and trailing stops, and cancels them together", async () => {
    const sell = (type: string, price: number | undefined, params: object) =>
      client.createOrder(SYMBOL, type, "sell", 0.05, price, { reduceOnly: true, ...params });
    const stop = await sell("limit", 54_900, { stopLossPrice: 55_000 });
    expect(stop).toMatchObject({ status: "open", triggerPrice: 55_000, price: 54_900 });
    await sell("limit", 65_000, { takeProfitPrice: 64_900, timeInForce: "IOC" });
    await sell("market", undefined, { trailingPercent: 1 });
    const trail = await sell("market", undefined, { trailingPercent: 2, activatePrice: 61_000 });
    expect(trail.info).toMatchObject({ callbackRate: "2", activatePrice: "61000" });
    const open = await client.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true });
    expect(open.map(({ info }) => (info as { orderType: string }).orderType)).toEqual([
      ...["STOP", "TAKE_PROFIT", "TRAILING_STOP_MARKET", "TRAILING_STOP_MARKET"],
    ]);
    await client.cancelAllOrders(SYMBOL, { trigger: true });
    expect(await client.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true })).toEqual([]);
  });

  it("sets leverage and margin mode, reads fees, tiers, funding and income", async () => {
    expect(await client.setLeverage(20, SYMBOL)).toMatchObject({ leverage: 20 });
    await expect(client.setMarginMode("cross", SYMBOL)).rejects.toThrow(/-4046/);
    expect(await client.fetchTradingFee(SYMBOL)).toMatchObject({ maker: 0.0002, taker: 0.0005 });
    const tiers = await client.fetchLeverageTiers([SYMBOL]);
    expect(tiers[SYMBOL]).toMatchObject([{ maxLeverage: 125, maintenanceMarginRate: 0.004 }, { maxLeverage: 100 }]);
    server.market.fund("BTCUSDT", 0.0001, 60_000);
    expect(await client.fetchFundingHistory(SYMBOL)).toMatchObject([{ amount: -0.3 }]);
    expect(await client.fetchLedger("USDT")).toMatchObject([
      { info: { incomeType: "COMMISSION" }, amount: 1.5, direction: "out" },
      { info: { incomeType: "FUNDING_FEE" }, amount: 0.3, direction: "out" },
    ]);
  });

  it("tells the leverage that holds, before and after it was changed", async () => {
    for (const leverage of [7, 20]) {
      await client.setLeverage(leverage, SYMBOL);
      expect(await client.fetchLeverages([SYMBOL])).toMatchObject({
        [SYMBOL]: { marginMode: "cross", longLeverage: leverage, shortLeverage: leverage },
      });
    }
  });

  it("closes reduce-only and is flat: no position is listed any more", async () => {
    await client.createOrder(SYMBOL, "market", "sell", 0.05, undefined, { reduceOnly: true });
    expect(await client.fetchPositions([SYMBOL])).toEqual([]);
    await expect(client.createOrder(SYMBOL, "market", "sell", 0.05, undefined, { reduceOnly: true })).rejects.toThrow(
      /-2022/,
    );
  });

  it("tells the margin mode that holds, which flat symbols may change", async () => {
    await client.setMarginMode("isolated", SYMBOL);
    expect(await client.fetchMarginModes([SYMBOL])).toMatchObject({ [SYMBOL]: { marginMode: "isolated" } });
    await client.setMarginMode("cross", SYMBOL);
    expect(await client.fetchMarginModes([SYMBOL])).toMatchObject({ [SYMBOL]: { marginMode: "cross" } });
  });
});
