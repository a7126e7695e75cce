import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Contracts, toBase, toContracts } from "../../../../src/core/adapters/okx/contracts.js";
import { refusalIn } from "../../../../src/core/adapters/okx/errors.js";
import { positionsSchema, walletsSchema } from "../../../../src/core/adapters/okx/parse-account.js";
import { bracketsOf, swapOf, swapsSchema, tiersSchema } from "../../../../src/core/adapters/okx/parse-instruments.js";
import {
  algoAckSchema,
  algoOrderOf,
  algoOrdersSchema,
  orderOf,
  ordersSchema,
} from "../../../../src/core/adapters/okx/parse-orders.js";
import { UserFacts } from "../../../../src/core/adapters/okx/user-facts.js";
import { decodeFrame } from "../../../../src/core/adapters/okx/user-frames.js";
import { dec } from "../../../../src/core/lib/decimal.js";

const textOf = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/okx/${name}.json`, import.meta.url), "utf8");
const payload = (name: string): unknown => JSON.parse(textOf(name));

const swaps = swapsSchema.parse(payload("http_get_instruments_swap")).flatMap((row) => swapOf(row) ?? []);
const contracts = new Contracts();
contracts.learn(swaps);
const btc = contracts.of("BTCUSDT");

function factsOf(name: string) {
  const decoded = decodeFrame(textOf(name));
  if (decoded.kind !== "data") throw new Error(`${name} is ${decoded.kind}`);
  return new UserFacts(contracts, "main").of(decoded.frame);
}

describe("instruments", () => {
  it("knows the 2 linear swaps by our names, and not the inverse one of 100 USD", () => {
    expect(swaps.map(({ symbol, instId }) => [symbol, instId])).toEqual([
      ["ETHUSDT", "ETH-USDT-SWAP"],
      ["BTCUSDT", "BTC-USDT-SWAP"],
    ]);
    expect(contracts.byInstId("BTC-USD-SWAP")).toBeNull();
  });

  it("turns lots of 0.01 contracts of 0.01 BTC into steps of 0.0001 BTC, and 0.5 BTC into 50 contracts", () => {
    const { rules } = swaps.find(({ symbol }) => symbol === "BTCUSDT")!;
    expect(rules).toMatchObject({ stepSize: "0.0001", minQty: "0.0001", marketMaxQty: "120", status: "TRADING" });
    expect(toContracts(dec("0.5"), btc)).toBe("50");
    expect(toBase(dec("0.07"), btc)).toBe("0.0007");
  });

  it("turns a tier of 50 contracts at a mark of 60,000 into a bracket up to 30,000 USDT at 10 ×", () => {
    const brackets = bracketsOf(tiersSchema.parse(payload("http_get_position_tiers")), btc, dec("60000"));
    expect(brackets).toEqual([
      { notionalFloorUsd: 0, notionalCapUsd: 30_000, maxLeverage: 10, maintenanceRate: 0.03, deductionUsd: 0 },
    ]);
  });
});

describe("answers", () => {
  it("reads an open order for 0.10 contracts as one for 0.001 BTC", () => {
    const [row] = ordersSchema.parse(payload("http_get_orders_pending"));
    expect(orderOf(row!, btc)).toMatchObject({
      ...{ clientOrderId: "client-order-1", venueOrderId: "1234567890123456789", symbol: "BTCUSDT", side: "buy" },
      ...{ qty: "0.001", price: "103500", status: "open", conditional: false, reduceOnly: false },
    });
  });

  it("reads a stop for the whole position: no quantity, closePosition, not called reduce-only besides", () => {
    const [row] = algoOrdersSchema.parse(payload("http_get_orders_algo_pending_close_fraction"));
    expect(algoOrderOf(row!, btc)).toMatchObject({
      ...{ clientOrderId: "O-close-frac-status", conditional: true, qty: null, closePosition: true },
      ...{ reduceOnly: false, status: "open", triggeredOrderId: null },
    });
  });

  it("refuses positions of long/short mode", () => {
    const parsed = positionsSchema.safeParse(payload("http_get_positions"));
    expect(parsed.error?.issues[0]?.message).toBe("a position of long/short mode");
  });

  it("takes the cash balance for the wallet, not the equity with its open profit", () => {
    expect(walletsSchema.parse(payload("http_get_account_balance"))).toEqual({ USDT: "94.42612990333333" });
  });

  it("finds the refusal of a row under the code 0 of the whole", () => {
    expect(refusalIn(payload("http_place_algo_order_rejected"))).toMatchObject({ code: 51_000 });
    expect(refusalIn(payload("http_place_algo_order_response"))).toBeNull();
    expect(algoAckSchema.parse(payload("http_place_algo_order_response"))).toMatchObject({ algoId: "12345" });
    expect(refusalIn(payload("http_cancel_algo_order_response"))).toBeNull();
  });
});

describe("private frames", () => {
  it("0.03 contracts filled as maker: 0.0003 BTC, and a negative fee is what we pay", () => {
    expect(factsOf("ws_orders").map(({ event }) => event)).toEqual([
      {
        ...{ type: "order.filled", account: "main", symbol: "BTCUSDT", side: "buy", qty: "0.0003", price: "103698.9" },
        ...{ fee: "0.021776769", atMs: 1_746_947_317_402, clientOrderId: "001BTCUSDT20250106001" },
        ...{ tradeId: "1518905529", liquidity: "maker", orderDone: true },
      },
    ]);
  });

  it("a liquidation has no cause, a deleveraging names itself, and neither is an order of ours", () => {
    const [liquidated] = factsOf("ws_orders_liquidation");
    expect(liquidated?.event).toMatchObject({ type: "position.liquidated", qty: "0.005", side: "sell", fee: "20" });
    expect(liquidated?.event).not.toHaveProperty("cause");
    expect(factsOf("ws_orders_adl")[0]?.event).toMatchObject({ type: "position.liquidated", cause: "deleveraging" });
  });

  it("five conditional orders: acknowledged twice, triggered twice, canceled once, each under our name", () => {
    const events = factsOf("ws_orders_algo").map(({ event }) => event);
    expect(events.map(({ type }) => type)).toEqual([
      ...["order.acknowledged", "order.acknowledged", "order.triggered", "order.canceled", "order.triggered"],
    ]);
    expect(events[0]).toMatchObject({ clientOrderId: "STOP001BTCUSDT20250120", venueOrderId: "706620792746729472" });
  });

  it("the same message twice is told once", () => {
    const facts = new UserFacts(contracts, "main");
    const decoded = decodeFrame(textOf("ws_orders"));
    if (decoded.kind !== "data") throw new Error(decoded.kind);
    expect([facts.of(decoded.frame).length, facts.of(decoded.frame).length]).toEqual([1, 0]);
  });

  it("a frame of ours that can't be read counts as lost, a pong as nothing", () => {
    expect(decodeFrame(textOf("ws_orders").replace('"0.03"', '"lots"')).kind).toBe("unreadable");
    expect(decodeFrame("pong").kind).toBe("nothing");
    expect(decodeFrame("{").kind).toBe("unreadable");
  });
});
