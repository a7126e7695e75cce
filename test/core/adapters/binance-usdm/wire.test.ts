import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { openLoopback, signedText } from "./support/loopback-session.js";
import { fixture } from "./support/loopback-venue.js";

let session: Awaited<ReturnType<typeof openLoopback>>;

beforeEach(async () => {
  session = await openLoopback();
});
afterEach(() => session.close());

/** What the first request of a route said, signature checked. */
function sent(route: string): string {
  const [request] = session.venue.seenAt(route);
  expect(request, `nothing came to ${route}`).toBeDefined();
  return signedText(request!);
}

const order = { clientOrderId: "A1b2C3d4E5f6G7h8e000" };

describe("orders on the wire", () => {
  it("sends a market order of 0.010 BTC with 8 parameters, its quantity as the exact text", async () => {
    await session.gateway.place(sampleRequest({ ...order, qty: dec("0.010") }));
    expect(sent("POST /fapi/v1/order")).toBe(
      "timestamp=T&symbol=BTCUSDT&side=BUY&quantity=0.010&type=MARKET" +
        "&newClientOrderId=A1b2C3d4E5f6G7h8e000&newOrderRespType=ACK&recvWindow=3000",
    );
    expect(session.venue.seen).toHaveLength(1);
  });

  it.each([
    [{ timeInForce: "GTX", postOnly: true }, "timeInForce=GTX"],
    [{ timeInForce: "IOC", reduceOnly: true }, "timeInForce=IOC"],
    [{ timeInForce: "GTC" }, "timeInForce=GTC"],
    [{ timeInForce: "GTD", expireAtMs: 1_790_000_000_999 }, "timeInForce=GTD&goodTillDate=1790000000000"],
  ] as const)("sends a limit sell at 50000.10 with %o as %s", async (changes, expected) => {
    const reduce = "reduceOnly" in changes ? "&reduceOnly=true" : "";
    const limit = { side: "sell", type: "limit", qty: dec("0.01"), price: dec("50000.10") } as const;
    await session.gateway.place(sampleRequest({ ...order, ...limit, ...changes }));
    expect(sent("POST /fapi/v1/order")).toBe(
      `timestamp=T&symbol=BTCUSDT&side=SELL&quantity=0.01${reduce}&type=LIMIT&price=50000.10&${expected}` +
        "&newClientOrderId=A1b2C3d4E5f6G7h8e000&newOrderRespType=ACK&recvWindow=3000",
    );
  });

  it("sends a disaster stop to the Algo service as closePosition on the mark price, without a quantity", async () => {
    await session.gateway.place(
      sampleRequest({
        ...order,
        side: "sell",
        type: "stop_market",
        qty: null,
        triggerPrice: dec("40000"),
        closePosition: true,
        workingType: "mark",
      }),
    );
    expect(sent("POST /fapi/v1/algoOrder")).toBe(
      "timestamp=T&algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=40000" +
        "&workingType=MARK_PRICE&closePosition=true&clientAlgoId=A1b2C3d4E5f6G7h8e000&newOrderRespType=ACK&recvWindow=3000",
    );
  });

  it("sends a take-profit for 0.5 BTC reduce-only on the last price", async () => {
    const profit = { side: "sell", type: "take_profit_market", qty: dec("0.5"), reduceOnly: true } as const;
    await session.gateway.place(sampleRequest({ ...order, ...profit, triggerPrice: dec("61000.5") }));
    expect(sent("POST /fapi/v1/algoOrder")).toBe(
      "timestamp=T&algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&quantity=0.5&reduceOnly=true&type=TAKE_PROFIT_MARKET" +
        "&triggerPrice=61000.5&workingType=CONTRACT_PRICE&clientAlgoId=A1b2C3d4E5f6G7h8e000&newOrderRespType=ACK&recvWindow=3000",
    );
  });

  it("cancels and queries in the id space of the order, by our own id", async () => {
    const ref = { clientOrderId: "abc1", symbol: "BTCUSDT", conditional: false };
    const algo = { ...ref, conditional: true };
    await session.gateway.cancel(ref);
    await session.gateway.cancel(algo);
    await session.gateway.query(ref);
    await session.gateway.query(algo);
    const regular = "timestamp=T&symbol=BTCUSDT&origClientOrderId=abc1&recvWindow=3000";
    expect(sent("DELETE /fapi/v1/order")).toBe(regular);
    expect(sent("DELETE /fapi/v1/algoOrder")).toBe("timestamp=T&clientAlgoId=abc1&recvWindow=3000");
    expect(sent("GET /fapi/v1/order")).toBe(regular);
    expect(sent("GET /fapi/v1/algoOrder")).toBe("timestamp=T&clientAlgoId=abc1&recvWindow=3000");
  });

  it("percent-encodes a Chinese symbol before it signs", async () => {
    await session.gateway.cancel({ clientOrderId: "abc1", symbol: "币安人生USDT", conditional: false });
    expect(sent("DELETE /fapi/v1/order")).toContain("symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&");
  });
});

describe("everything else on the wire", () => {
  it("asks for the snapshot in 4 signed questions without a symbol", async () => {
    await session.gateway.snapshot();
    const asked = session.venue.seen.map((request) => `${request.method} ${request.path} ${signedText(request)}`);
    const plain = "timestamp=T&recvWindow=3000";
    expect(asked.sort()).toEqual([
      `GET /fapi/v1/openAlgoOrders ${plain}`,
      `GET /fapi/v1/openOrders ${plain}`,
      `GET /fapi/v3/account ${plain}`,
      `GET /fapi/v3/positionRisk ${plain}`,
    ]);
  });

  it("sets cross margin and the leverage, lowered to the 75 of the first bracket", async () => {
    session.venue.on("POST /fapi/v1/marginType", { body: fixture("change-margin-type") });
    session.venue.on("GET /fapi/v1/leverageBracket", { body: fixture("leverage-bracket") });
    await session.gateway.prepareSymbol("ETHUSDT", 100);
    expect(sent("POST /fapi/v1/marginType")).toBe("timestamp=T&symbol=ETHUSDT&marginType=CROSSED&recvWindow=3000");
    expect(sent("GET /fapi/v1/leverageBracket")).toBe("timestamp=T&symbol=ETHUSDT&recvWindow=3000");
    expect(sent("POST /fapi/v1/leverage")).toBe("timestamp=T&symbol=ETHUSDT&leverage=75&recvWindow=3000");
  });

  it("asks for trades from the one after 698759 on, for the modes and for the countdown", async () => {
    await session.gateway.trades("BTCUSDT", { afterTradeId: "698759", sinceMs: 0 });
    await session.gateway.modes();
    await session.gateway.deadManSwitch("BTCUSDT", 120_000);
    expect(sent("GET /fapi/v1/userTrades")).toBe("timestamp=T&symbol=BTCUSDT&fromId=698760&limit=1000&recvWindow=3000");
    expect(sent("GET /fapi/v1/accountConfig")).toBe("timestamp=T&recvWindow=3000");
    expect(sent("POST /fapi/v1/countdownCancelAll")).toBe(
      "timestamp=T&symbol=BTCUSDT&countdownTime=120000&recvWindow=3000",
    );
  });

  it("asks public questions without key and signature, and for a listen key with the key alone", async () => {
    await session.client.call("klines", { symbol: "BTCUSDT", interval: "1h", limit: 2 }, "market");
    await session.client.call("openListenKey", {}, "account");
    const [klines, listenKey] = session.venue.seen;
    expect(klines).toMatchObject({
      path: "/fapi/v1/klines",
      query: "symbol=BTCUSDT&interval=1h&limit=2",
      apiKey: null,
    });
    expect(listenKey).toMatchObject({ method: "POST", path: "/fapi/v1/listenKey", query: "", body: "" });
    expect(listenKey!.apiKey).toBe("canary-key-4711");
  });

  it("stamps by the venue's clock, which runs 90 s ahead of ours", async () => {
    session.venue.on("GET /fapi/v1/time", () => ({ body: { serverTime: Date.now() + 90_000 } }));
    expect(await session.clock.sync()).toBeGreaterThan(89_900);
    await session.gateway.modes();
    const stamp = Number(session.venue.seenAt("GET /fapi/v1/accountConfig")[0]!.params["timestamp"]);
    expect(Math.abs(stamp - Date.now() - 90_000)).toBeLessThan(250);
  });
});
