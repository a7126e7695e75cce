import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEYS } from "../exchange/desk.js";
import { BTC } from "../exchange/hand-market.js";
import { startServer } from "./live-server.js";
import type { LiveServer } from "./live-server.js";

let server: LiveServer;
let restingId = "";

const MARKET = { symbol: "COINUSDT", side: "BUY", type: "MARKET", quantity: "1" };
const LIMIT = { symbol: "COINUSDT", side: "BUY", type: "LIMIT", quantity: "1", price: "98", timeInForce: "GTC" };
const STOP = {
  symbol: "COINUSDT",
  side: "SELL",
  type: "STOP_MARKET",
  algoType: "CONDITIONAL",
  quantity: "1",
  triggerPrice: "90",
};
const without = (params: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([each]) => each !== name));
const WHOLE = { ...without(STOP, "quantity"), closePosition: "true" };
const DAY = 86_400_000;

beforeAll(async () => {
  server = await startServer();
  await server.signed("POST /fapi/v1/order", { ...MARKET, symbol: "ALTUSDT" });
  await server.signed("POST /fapi/v1/algoOrder", { ...STOP, symbol: "ALTUSDT", clientAlgoId: "stop" });
  await server.signed("POST /fapi/v1/algoOrder", { ...WHOLE, symbol: "ALTUSDT" });
  const placed = await server.signed("POST /fapi/v1/order", { ...LIMIT, newClientOrderId: "rest" });
  restingId = /"orderId":(\d+)/.exec(placed.text)?.[1] ?? "";
  await server.signed("POST /fapi/v1/leverage", { symbol: "ALTUSDT", leverage: "50" });
  server.market.setInstrument({ ...BTC, status: "CLOSED" });
});

afterAll(() => server.close());

type Case = readonly [code: number, why: string, call: string, params: Record<string, string>];

const order = (code: number, why: string, params: Record<string, string>): Case => [
  code,
  why,
  "POST /fapi/v1/order",
  params,
];
const algo = (code: number, why: string, params: Record<string, string>): Case => [
  code,
  why,
  "POST /fapi/v1/algoOrder",
  params,
];
const modify = (code: number, why: string, params: Record<string, string>): Case => [
  code,
  why,
  "PUT /fapi/v1/order",
  { symbol: "COINUSDT", side: "BUY", quantity: "1", price: "97", origClientOrderId: "rest", ...params },
];

const TRAIL = { ...without(STOP, "triggerPrice"), type: "TRAILING_STOP_MARKET", callbackRate: "1" };

const CASES: readonly Case[] = [
  order(-1102, "no quantity", without(MARKET, "quantity")),
  order(-1102, "a quantity that is no number", { ...MARKET, quantity: "1e3" }),
  order(-1102, "a limit without price", without(LIMIT, "price")),
  order(-1102, "a limit without time in force", without(LIMIT, "timeInForce")),
  order(-1102, "GTD without a date", { ...LIMIT, timeInForce: "GTD" }),
  order(-1106, "a market order with a price", { ...MARKET, price: "98" }),
  order(-1106, "a date without GTD", { ...LIMIT, goodTillDate: "1" }),
  order(-1111, "4 decimals where 3 are allowed", { ...MARKET, quantity: "0.1234" }),
  order(-1115, "an unknown time in force", { ...LIMIT, timeInForce: "ABC" }),
  order(-1116, "an unknown type", { ...MARKET, type: "ICEBERG" }),
  order(-1117, "an unknown side", { ...MARKET, side: "LONG" }),
  order(-1121, "an unlisted symbol", { ...MARKET, symbol: "NOPEUSDT" }),
  order(-1130, "an unknown answer type", { ...MARKET, newOrderRespType: "FULL" }),
  order(-2019, "more than the margin", { ...MARKET, quantity: "1500" }),
  order(-2022, "reduce-only against nothing", { ...MARKET, reduceOnly: "true" }),
  order(-2027, "50,000 and more at a leverage of 50", { ...MARKET, symbol: "ALTUSDT", quantity: "600" }),
  order(-4003, "a quantity of 0", { ...MARKET, quantity: "0" }),
  order(-4005, "more than the largest quantity", { ...MARKET, quantity: "5001" }),
  order(-4013, "a price of 0", { ...LIMIT, price: "0" }),
  order(-4014, "a price off the tick", { ...LIMIT, price: "98.05" }),
  order(-1111, "3 decimals in a price where 2 are allowed", { ...LIMIT, price: "98.051" }),
  order(-4015, "a name of 37 characters", { ...MARKET, newClientOrderId: "x".repeat(37) }),
  order(-4016, "a buy beyond the band", { ...LIMIT, price: "106" }),
  order(-4024, "a sell below the band", { ...LIMIT, side: "SELL", price: "94" }),
  order(-4061, "a position side in one-way mode", { ...MARKET, positionSide: "LONG" }),
  order(-4116, "a name that is open", { ...LIMIT, newClientOrderId: "rest" }),
  order(-4120, "a stop on the wrong endpoint", { ...STOP, stopPrice: "90" }),
  order(-4141, "a closed symbol", { ...MARKET, symbol: "BTCUSDT" }),
  order(-4164, "less than the least notional", { ...LIMIT, quantity: "0.01" }),
  order(-5021, "FOK that can't fill", { ...LIMIT, timeInForce: "FOK" }),
  order(-5022, "post-only that would take", { ...LIMIT, price: "102", timeInForce: "GTX" }),
  order(-5022, "a retail price improvement that would take", { ...LIMIT, price: "102", timeInForce: "RPI" }),
  order(-1106, "a market order for retail makers", { ...MARKET, timeInForce: "RPI" }),
  order(-5037, "an unknown price match", { ...without(LIMIT, "price"), priceMatch: "BEST" }),
  order(-5038, "price match on a market order", { ...MARKET, priceMatch: "QUEUE" }),
  order(-5040, "a date too near", { ...LIMIT, timeInForce: "GTD", goodTillDate: "1714521601000" }),
  algo(-1102, "no trigger", without(STOP, "triggerPrice")),
  algo(-1116, "a type of the other service", { ...STOP, type: "LIMIT" }),
  algo(-1102, "a stop-limit without its limit", { ...STOP, type: "STOP" }),
  algo(-1106, "a limit on a stop-market", { ...STOP, price: "94" }),
  algo(-1102, "a trail without a rate", { ...without(STOP, "triggerPrice"), type: "TRAILING_STOP_MARKET" }),
  algo(-2007, "a trail of 20.1 %", { ...TRAIL, callbackRate: "20.1" }),
  algo(-2021, "a trail that its price would activate at once", { ...TRAIL, activatePrice: "99" }),
  algo(-4136, "a trail that closes the position", { ...without(TRAIL, "quantity"), closePosition: "true" }),
  algo(-5038, "a price match on a stop-market", { ...STOP, priceMatch: "QUEUE" }),
  algo(-4184, "a limit half of its trigger", { ...STOP, type: "STOP", price: "47" }),
  algo(-2021, "would trigger at once", { ...STOP, triggerPrice: "101" }),
  algo(-4116, "a name that is open", { ...STOP, clientAlgoId: "stop", symbol: "ALTUSDT" }),
  algo(-4130, "a second stop for a whole position", { ...WHOLE, symbol: "ALTUSDT", triggerPrice: "89" }),
  algo(-4137, "a quantity with closePosition", { ...STOP, closePosition: "true" }),
  algo(-4137, "a quantity with closePosition where a stop for the whole position rests", {
    ...STOP,
    symbol: "ALTUSDT",
    closePosition: "true",
  }),
  algo(-1115, "a conditional order for retail makers", { ...STOP, timeInForce: "RPI" }),
  algo(-4138, "reduce-only with closePosition", {
    ...without(STOP, "quantity"),
    closePosition: "true",
    reduceOnly: "true",
  }),
  modify(-1102, "no price", { price: "" }),
  modify(-1117, "another side", { side: "SELL" }),
  modify(-2013, "an unknown order", { origClientOrderId: "nobody" }),
  modify(-5027, "nothing new", { price: "98" }),
  modify(-5029, "less than the least notional", { quantity: "0.01" }),
  [-1102, "no id to cancel", "DELETE /fapi/v1/order", { symbol: "COINUSDT" }],
  [-2011, "an unknown order to cancel", "DELETE /fapi/v1/order", { symbol: "COINUSDT", orderId: "1" }],
  [-2011, "an unknown stop to cancel", "DELETE /fapi/v1/algoOrder", { algoId: "1" }],
  [-2013, "an unknown order", "GET /fapi/v1/order", { symbol: "COINUSDT", orderId: "1" }],
  [-2013, "an unknown stop", "GET /fapi/v1/algoOrder", { clientAlgoId: "nobody" }],
  [-1128, "a start after the end", "GET /fapi/v1/userTrades", { symbol: "COINUSDT", startTime: "2", endTime: "1" }],
  [-1130, "a limit of 1001", "GET /fapi/v1/allOrders", { symbol: "COINUSDT", limit: "1001" }],
  [-4165, "8 days", "GET /fapi/v1/allOrders", { symbol: "COINUSDT", startTime: "0", endTime: String(8 * DAY) }],
  [-4028, "a leverage of 51", "POST /fapi/v1/leverage", { symbol: "COINUSDT", leverage: "51" }],
  [-4046, "crossed already", "POST /fapi/v1/marginType", { symbol: "COINUSDT", marginType: "CROSSED" }],
  [-4047, "isolated over orders", "POST /fapi/v1/marginType", { symbol: "COINUSDT", marginType: "ISOLATED" }],
  [-4049, "margin of a cross position", "POST /fapi/v1/positionMargin", { symbol: "ALTUSDT", amount: "1", type: "1" }],
  [-4055, "no margin at all", "POST /fapi/v1/positionMargin", { symbol: "ALTUSDT", amount: "0", type: "1" }],
  [-4059, "one-way already", "POST /fapi/v1/positionSide/dual", { dualSidePosition: "false" }],
  [-4067, "hedge mode over orders", "POST /fapi/v1/positionSide/dual", { dualSidePosition: "true" }],
  [-4169, "multi-assets over orders", "POST /fapi/v1/multiAssetsMargin", { multiAssetsMargin: "true" }],
  [-4171, "single-asset already", "POST /fapi/v1/multiAssetsMargin", { multiAssetsMargin: "false" }],
  [-4082, "6 orders at once", "POST /fapi/v1/batchOrders", { batchOrders: JSON.stringify(Array(6).fill(MARKET)) }],
  [-1102, "a batch that is no list", "POST /fapi/v1/batchOrders", { batchOrders: "{" }],
];

describe("what the venue refuses", () => {
  it.each(CASES)("%i for %s (%s)", async (code, _why, call, params) => {
    const before = structuredClone(server.market.sim.state.orders);
    const reply = await server.signed(call, params);
    expect(reply.json).toMatchObject({ code, msg: expect.stringMatching(/./) as string });
    expect(reply.status).toBe(400);
    expect(server.market.sim.state.orders).toEqual(before);
  });

  it("knows the resting order by its exact id", async () => {
    expect(BigInt(restingId) > 2n ** 53n).toBe(true);
    const found = await server.signed("GET /fapi/v1/order", { symbol: "COINUSDT", orderId: restingId });
    expect(found.text).toContain(`"orderId":${restingId},`);
    expect(found.json).toMatchObject({ clientOrderId: "rest", status: "NEW" });
  });
});

describe("who may ask", () => {
  it.each([
    [401, -2014, "no key", {}],
    [401, -2014, "a key of other characters", { "X-MBX-APIKEY": "k y" }],
    [401, -2015, "an unknown key", { "X-MBX-APIKEY": "other" }],
    [400, -1102, "no timestamp", { "X-MBX-APIKEY": KEYS.apiKey }],
  ])("answers %i and %i to %s", async (status, code, _who, headers) => {
    expect(await server.plain("GET /fapi/v3/account", headers)).toMatchObject({ status, json: { code } });
  });

  it("answers -1102 without a signature and -1022 to one of another secret", async () => {
    const headers = { "X-MBX-APIKEY": KEYS.apiKey };
    const unsigned = await server.plain(`GET /fapi/v3/account?timestamp=${String(server.market.nowMs)}`, headers);
    expect(unsigned.json).toMatchObject({ code: -1102, msg: expect.stringContaining("signature") as string });
    expect(await server.signed("GET /fapi/v3/account", {}, "x")).toMatchObject({ status: 400, json: { code: -1022 } });
  });

  it("takes a stamp up to recvWindow old and up to 1,000 ms ahead, else -1021", async () => {
    const code = async (aheadMs: number, recvWindow = "5000"): Promise<unknown> => {
      const timestamp = String(server.market.nowMs + aheadMs);
      const reply = await server.signed("GET /fapi/v1/accountConfig", { timestamp, recvWindow });
      return (reply.json as { code?: number }).code ?? 0;
    };
    expect([await code(-5_000), await code(-5_001), await code(-2_001, "2000")]).toEqual([0, -1021, -1021]);
    expect([await code(999), await code(1_000)]).toEqual([0, -1021]);
  });

  it("answers 404 and -5000 to an unknown path, 405 to an unknown method", async () => {
    expect(await server.plain("GET /fapi/v1/nothing")).toMatchObject({ status: 404, json: { code: -5000 } });
    expect(await server.plain("PATCH /fapi/v1/order")).toMatchObject({ status: 405 });
  });
});
