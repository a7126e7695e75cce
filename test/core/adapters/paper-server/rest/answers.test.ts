import { afterEach, describe, expect, it } from "vitest";
import { START_MS } from "../exchange/hand-market.js";
import { startServer } from "./live-server.js";
import type { LiveServer } from "./live-server.js";

const open: LiveServer[] = [];
const start: typeof startServer = async (options) => {
  const server = await startServer(options);
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const MARKET = { symbol: "COINUSDT", side: "BUY", type: "MARKET", quantity: "1" };
const LIMIT = { symbol: "COINUSDT", side: "BUY", type: "LIMIT", quantity: "1", price: "98", timeInForce: "GTC" };
const STOP = { ...MARKET, side: "SELL", type: "STOP_MARKET", algoType: "CONDITIONAL", triggerPrice: "90" };

describe("answers", () => {
  it("have the members and number formats of 2026-06-30: padded strings, no avgPrice, a bare 64-bit id", async () => {
    const server = await start();
    const { text, json, status } = await server.signed("POST /fapi/v1/order", { ...LIMIT, newClientOrderId: "a" });
    const id = /"orderId":(\d{19}),/.exec(text)?.[1];
    expect(status).toBe(200);
    expect(text).not.toMatch(/\s/);
    expect(json).toMatchObject({
      clientOrderId: "a",
      cumQty: "0.000",
      executedQty: "0.000",
      origQty: "1.000",
      price: "98.0",
      status: "NEW",
      positionSide: "BOTH",
      updateTime: START_MS,
      goodTillDate: 0,
    });
    expect(json).not.toHaveProperty("avgPrice");
    expect(json).not.toHaveProperty("cumQuote");
    const query = await server.signed("GET /fapi/v1/order", { symbol: "COINUSDT", origClientOrderId: "a" });
    expect(query.text).toContain(`"orderId":${id ?? "?"},`);
    expect(query.json).toMatchObject({ avgPrice: "0.00000", cumQuote: "0", time: START_MS });
  });

  it("tell a market order as NEW unless its result was asked for", async () => {
    const server = await start();
    const plain = await server.signed("POST /fapi/v1/order", MARKET);
    const result = await server.signed("POST /fapi/v1/order", { ...MARKET, newOrderRespType: "RESULT" });
    expect(plain.json).toMatchObject({ status: "NEW", executedQty: "0.000" });
    expect(result.json).toMatchObject({ status: "FILLED", executedQty: "1.000", price: "0", stopPrice: "0" });
    expect(server.market.sim.report().positions).toEqual({ "main:COINUSDT": "2" });
  });

  it("rest a post-only order of a retail maker, under the name of its time in force", async () => {
    const server = await start();
    const placed = await server.signed("POST /fapi/v1/order", { ...LIMIT, timeInForce: "RPI" });
    expect(placed.json).toMatchObject({ status: "NEW", timeInForce: "RPI", price: "98.0" });
    const open = await server.signed("GET /fapi/v1/openOrders", { symbol: "COINUSDT" });
    expect(open.json).toMatchObject([{ timeInForce: "RPI", status: "NEW" }]);
  });

  it("carry out a batch element by element, and cancel by exact ids in either spelling", async () => {
    const server = await start();
    const batchOrders = JSON.stringify([LIMIT, { ...LIMIT, quantity: 0 }, { ...LIMIT, price: 97 }]);
    const placed = await server.signed("POST /fapi/v1/batchOrders", { batchOrders });
    expect(placed.status).toBe(200);
    expect(placed.json).toMatchObject([{ price: "98.0" }, { code: -4003 }, { price: "97.0" }]);
    const ids = [...placed.text.matchAll(/"orderId":(\d+)/g)].map((match) => match[1] ?? "");
    const changes = ids.map(
      (id, at) => `{"symbol":"COINUSDT","side":"BUY","orderId":${id},"quantity":1,"price":${String(96 + at)}}`,
    );
    const modified = await server.signed("PUT /fapi/v1/batchOrders", { batchOrders: `[${changes.join(",")}]` });
    expect(modified.json).toMatchObject([{ price: "96.0" }, { code: -5027 }]);
    const cancelled = await server.signed("DELETE /fapi/v1/batchOrders", {
      symbol: "COINUSDT",
      orderidlist: `[${ids.join(",")},7]`,
    });
    expect(cancelled.json).toMatchObject([{ status: "CANCELED" }, { status: "CANCELED" }, { code: -2011 }]);
  });

  it("tell what was modified, newest first", async () => {
    const server = await start();
    await server.signed("POST /fapi/v1/order", { ...LIMIT, newClientOrderId: "m" });
    const change = { symbol: "COINUSDT", side: "BUY", origClientOrderId: "m", quantity: "2" };
    expect((await server.signed("PUT /fapi/v1/order", { ...change, price: "97", modifyId: "5" })).json).toMatchObject({
      modifyId: 5,
      price: "97.0",
      origQty: "2.000",
    });
    await server.signed("PUT /fapi/v1/order", { ...change, price: "96" });
    const ref = { symbol: "COINUSDT", origClientOrderId: "m" };
    expect((await server.signed("GET /fapi/v1/orderAmendment", ref)).json).toMatchObject([
      { amendment: { price: { before: "97.0", after: "96.0" }, count: 2 } },
      { amendment: { price: { before: "98.0", after: "97.0" }, origQty: { before: "1.000", after: "2.000" } } },
    ]);
  });

  it("keep the two kinds of orders apart in lists, queries and cancels of all", async () => {
    const server = await start();
    await server.signed("POST /fapi/v1/order", MARKET);
    await server.signed("POST /fapi/v1/order", LIMIT);
    const stop = await server.signed("POST /fapi/v1/algoOrder", { ...STOP, clientAlgoId: "s", reduceOnly: "true" });
    expect(stop.json).toMatchObject({ algoStatus: "NEW", triggerPrice: "90.0", quantity: "1.000", triggerTime: 0 });
    const count = async (path: string): Promise<number> =>
      ((await server.signed(`GET /fapi/v1/${path}`)).json as unknown[]).length;
    expect([await count("openOrders"), await count("openAlgoOrders")]).toEqual([1, 1]);
    const all = await server.signed("DELETE /fapi/v1/allOpenOrders", { symbol: "COINUSDT" });
    expect(all.json).toEqual({ code: 200, msg: "The operation of cancel all open order is done." });
    expect([await count("openOrders"), await count("openAlgoOrders")]).toEqual([0, 1]);
    const cancelled = await server.signed("DELETE /fapi/v1/algoOrder", { clientAlgoId: "s" });
    expect(cancelled.json).toMatchObject({ clientAlgoId: "s", code: "200" });
    expect((await server.signed("GET /fapi/v1/algoOrder", { clientAlgoId: "s" })).json).toMatchObject({
      algoStatus: "CANCELED",
      actualOrderId: "",
    });
  });

  it("test an order without placing it", async () => {
    const server = await start();
    expect((await server.signed("POST /fapi/v1/order/test", LIMIT)).json).toEqual({});
    const refused = await server.signed("POST /fapi/v1/order/test", { ...LIMIT, price: "98.05" });
    expect(refused.json).toMatchObject({ code: -4014 });
    expect(server.market.sim.report().openOrders).toEqual([]);
  });

  it("page trades by id and income by kind", async () => {
    const server = await start();
    for (let made = 0; made < 3; made++) await server.signed("POST /fapi/v1/order", MARKET);
    const all = (await server.signed("GET /fapi/v1/userTrades", { symbol: "COINUSDT" })).json as { id: number }[];
    expect(all).toHaveLength(3);
    const fromId = String(all[1]?.id);
    const rest = await server.signed("GET /fapi/v1/userTrades", { symbol: "COINUSDT", fromId, limit: "1" });
    expect(rest.json).toMatchObject([
      { id: all[1]?.id, commission: "0.05000000", maker: false, realizedPnl: "0.00000000" },
    ]);
    const fees = await server.signed("GET /fapi/v1/income", { incomeType: "COMMISSION", limit: "2", page: "2" });
    expect(fees.json).toMatchObject([{ incomeType: "COMMISSION", income: "-0.05000000", tradeId: String(all[2]?.id) }]);
  });

  it("answer every read of the account", async () => {
    const server = await start();
    await server.signed("POST /fapi/v1/order", MARKET);
    const paths = [
      ...["v2/account", "v3/account", "v2/balance", "v3/balance", "v2/positionRisk", "v3/positionRisk"],
      ...["v1/accountConfig", "v1/symbolConfig", "v1/leverageBracket", "v1/adlQuantile", "v1/allAlgoOrders"],
      ...["v1/forceOrders", "v1/feeBurn", "v1/multiAssetsMargin", "v1/positionSide/dual", "v1/rateLimit/order"],
      "v1/commissionRate",
    ];
    for (const path of paths) {
      const reply = await server.signed(`GET /fapi/${path}`, { symbol: "COINUSDT" });
      expect([path, reply.status]).toEqual([path, 200]);
    }
    const brackets = await server.signed("GET /fapi/v1/leverageBracket", { symbol: "COINUSDT" });
    expect(brackets.text).toContain(
      '"bracket":2,"initialLeverage":25,"notionalCap":600000,"notionalFloor":50000,"maintMarginRatio":0.02,"cum":500',
    );
  });

  it("tell how much of 10 minutes' orders came to nothing, by symbol, and lock nobody", async () => {
    const server = await start();
    const order = "POST /fapi/v1/order";
    await server.signed(order, MARKET);
    await server.signed(order, { ...LIMIT, newClientOrderId: "gone" });
    await server.signed("DELETE /fapi/v1/order", { symbol: "COINUSDT", origClientOrderId: "gone" });
    await server.signed(order, { ...LIMIT, price: "97" });
    await server.signed(order, { ...LIMIT, timeInForce: "IOC" });
    const path = "GET /fapi/v1/apiTradingStatus";
    const status = (await server.signed(path, {})).json as { indicators: Record<string, unknown> };
    const free = { isLocked: false, plannedRecoverTime: 0 };
    expect(status).toEqual({
      indicators: {
        COINUSDT: [
          { ...free, indicator: "UFR", value: 0.75, triggerValue: 0.995 },
          { ...free, indicator: "IFER", value: 1, triggerValue: 0.99 },
          { ...free, indicator: "GCR", value: 0.5, triggerValue: 0.99 },
          { ...free, indicator: "DR", value: 0, triggerValue: 0.99 },
        ],
      },
      updateTime: START_MS,
    });
    expect((await server.signed(path, { symbol: "ALTUSDT" })).json).toMatchObject({ indicators: {} });
    expect((await server.signed(path, { symbol: "NONE" })).json).toMatchObject({ code: -1121 });
  });

  it("tell of no margin that was moved into a position: an account of cross margin has none", async () => {
    const server = await start();
    const path = "GET /fapi/v1/positionMargin/history";
    const asked = { symbol: "COINUSDT", type: "1", startTime: String(START_MS - 30 * 86_400_000) };
    expect((await server.signed(path, asked)).json).toEqual([]);
    const longer = { ...asked, startTime: String(START_MS - 30 * 86_400_000 - 1) };
    expect((await server.signed(path, longer)).json).toMatchObject({
      code: -4165,
      msg: expect.stringContaining("30 days") as string,
    });
    expect((await server.signed(path, {})).json).toMatchObject({ code: -1102 });
    expect((await server.signed(path, { ...asked, type: "3" })).json).toMatchObject({ code: -1130 });
  });

  it("cost what the venue's pages say: 1 or 10 for the trading status, 1 for the history of margins", async () => {
    const server = await start();
    const weights: (string | null)[] = [];
    const asked = [
      ["apiTradingStatus", { symbol: "COINUSDT" }],
      ["apiTradingStatus", {}],
      ["positionMargin/history", { symbol: "COINUSDT" }],
    ] as const;
    for (const [path, params] of asked) {
      const reply = await server.signed(`GET /fapi/v1/${path}`, { ...params });
      weights.push(reply.headers.get("X-MBX-USED-WEIGHT-1M"));
    }
    expect(weights).toEqual(["1", "11", "12"]);
  });

  it("tell what the key may do: futures from named addresses, whatever the account's canWithdraw says", async () => {
    const server = await start();
    const path = "GET /sapi/v1/account/apiRestrictions";
    const harmless = {
      enableFutures: true,
      enableWithdrawals: false,
      permitsUniversalTransfer: false,
      ipRestrict: true,
    };
    expect((await server.signed(path, {})).json).toMatchObject(harmless);
    expect((await server.signed("GET /fapi/v1/accountConfig", {})).json).toMatchObject({ canWithdraw: true });
    const change = { futures: undefined, withdrawals: true, universalTransfer: true, ipRestrict: undefined };
    server.exchange.applyAccountFault({ kind: "key_rights", ...change });
    const harmful = { ...harmless, enableWithdrawals: true, permitsUniversalTransfer: true };
    expect((await server.signed(path, {})).json).toMatchObject(harmful);
    expect(await server.plain(path, { "X-MBX-APIKEY": "key" })).toMatchObject({ status: 400, json: { code: -1102 } });
  });

  it("give listen keys to the key alone, renew them with PUT, and answer -1125 when there is none", async () => {
    const server = await start();
    const headers = { "X-MBX-APIKEY": "key" };
    const { listenKey } = (await server.plain("POST /fapi/v1/listenKey", headers)).json as { listenKey: string };
    expect(server.exchange.isAlive(listenKey)).toBe(true);
    expect((await server.plain("PUT /fapi/v1/listenKey", headers)).json).toEqual({ listenKey });
    expect((await server.plain("DELETE /fapi/v1/listenKey", headers)).json).toEqual({});
    expect(await server.plain("PUT /fapi/v1/listenKey", headers)).toMatchObject({ status: 400, json: { code: -1125 } });
  });

  it("count a countdown in market time and tell it as a string", async () => {
    const server = await start();
    await server.signed("POST /fapi/v1/order", LIMIT);
    const set = await server.signed("POST /fapi/v1/countdownCancelAll", { symbol: "COINUSDT", countdownTime: "5000" });
    expect(set.json).toEqual({ symbol: "COINUSDT", countdownTime: "5000" });
    server.market.nowMs += 5_000;
    expect((await server.signed("GET /fapi/v1/openOrders", { symbol: "COINUSDT" })).json).toEqual([]);
  });

  it("take windows 60 times as long where the market goes 60 times as fast", async () => {
    const server = await start({ speed: 60 });
    const stamped = (ageMs: number) =>
      server.signed("GET /fapi/v1/accountConfig", { timestamp: String(server.market.nowMs - ageMs) });
    expect((await stamped(300_000)).status).toBe(200);
    expect((await stamped(300_001)).json).toMatchObject({ code: -1021 });
  });
});
