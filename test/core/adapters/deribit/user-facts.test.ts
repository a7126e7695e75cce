import { describe, expect, it } from "vitest";
import { Contracts } from "../../../../src/core/adapters/deribit/contracts.js";
import { listingsSchema } from "../../../../src/core/adapters/deribit/parse-instruments.js";
import { UserFacts } from "../../../../src/core/adapters/deribit/user-facts.js";
import { decodeFrame } from "../../../../src/core/adapters/deribit/user-frames.js";

const instrument = {
  instrument_name: "ETH_USDC-PERPETUAL",
  kind: "future",
  instrument_type: "linear",
  settlement_period: "perpetual",
  base_currency: "ETH",
  quote_currency: "USDC",
  settlement_currency: "USDC",
  is_active: true,
  tick_size: 0.05,
  min_trade_amount: 0.001,
  contract_size: 0.001,
  max_leverage: 50,
  maker_commission: 0,
  taker_commission: 0.0005,
};

const order = {
  order_id: "USDC-1",
  label: "a1",
  instrument_name: instrument.instrument_name,
  direction: "buy",
  amount: 0.5,
  filled_amount: 0,
  average_price: 0,
  price: 3_000,
  order_type: "limit",
  time_in_force: "good_til_cancelled",
  reduce_only: false,
  order_state: "open",
  creation_timestamp: 1_767_978_363_493,
  last_update_timestamp: 1_767_978_363_493,
};
const trade = {
  trade_id: "USDC-77",
  order_id: "USDC-1",
  label: "a1",
  instrument_name: instrument.instrument_name,
  direction: "buy",
  amount: 0.5,
  price: 2_999.5,
  fee: 0.75,
  fee_currency: "USDC",
  liquidity: "T",
  timestamp: 1_767_978_364_000,
};

function atPar(): UserFacts {
  const contracts = new Contracts({ asset: "USDC" });
  contracts.learn(listingsSchema.parse({ result: [instrument] }));
  return new UserFacts(contracts, "main");
}

function tell(facts: UserFacts, orders: readonly object[], trades: readonly object[] = []) {
  const data = { instrument_name: instrument.instrument_name, orders, trades, positions: [] };
  const frame = { jsonrpc: "2.0", method: "subscription", params: { channel: "user.changes.any.any.raw", data } };
  const decoded = decodeFrame(JSON.stringify(frame));
  if (decoded.kind !== "changes") throw new Error(`the frame is ${decoded.kind}`);
  return facts.of(decoded.changes);
}

describe("one message of orders and trades", () => {
  it("tells an order that fills whole as acknowledged and filled, the fee of 0.75 in the wallet of the books", () => {
    const facts = tell(
      atPar(),
      [{ ...order, order_state: "filled", filled_amount: 0.5, average_price: 2_999.5 }],
      [trade],
    );
    expect(facts.map(({ event }) => event)).toEqual([
      { type: "order.acknowledged", atMs: 1_767_978_363_493, clientOrderId: "a1", venueOrderId: "USDC-1" },
      {
        ...{ type: "order.filled", account: "main", symbol: "ETHUSDT", side: "buy", qty: "0.5", price: "2999.5" },
        ...{ fee: "0.75", atMs: 1_767_978_364_000, clientOrderId: "a1", tradeId: "USDC-77" },
        ...{ liquidity: "taker", orderDone: true },
      },
    ]);
  });

  it("that comes twice is told once", () => {
    const facts = atPar();
    expect(tell(facts, [order], [trade])).toHaveLength(2);
    expect(tell(facts, [order], [trade])).toEqual([]);
  });

  it("ends a cancelled order after its fills, with all that it had filled", () => {
    const canceled = { ...order, order_state: "cancelled", filled_amount: 0.2, cancel_reason: "user_request" };
    const facts = tell(atPar(), [canceled], [{ ...trade, amount: 0.2 }]);
    expect(facts.map(({ event }) => event.type)).toEqual(["order.acknowledged", "order.filled", "order.canceled"]);
    expect(facts.at(-1)).toMatchObject({ filledQty: "0.2", event: { reason: "user_request" } });
  });

  it("lets the rest of an immediate-or-cancel order expire, and cancels what the venue took out", () => {
    const ioc = { ...order, order_state: "cancelled", time_in_force: "immediate_or_cancel" };
    expect(tell(atPar(), [ioc]).at(-1)?.event.type).toBe("order.expired");
    const taken = { ...ioc, cancel_reason: "autoliquidation" };
    expect(tell(atPar(), [taken]).at(-1)?.event).toMatchObject({ type: "order.canceled", reason: "autoliquidation" });
  });

  it("names what a stop has become by the stop's label: triggered, filled, never acknowledged", () => {
    const born = { ...order, trigger_order_id: "USDC-SLMB-4", order_type: "market", order_state: "filled" };
    const facts = tell(atPar(), [{ ...born, filled_amount: 0.5 }], [trade]);
    expect(facts.map(({ event }) => event.type)).toEqual(["order.triggered", "order.filled"]);
  });

  it("tells a change with its terms before the fill that follows from it", () => {
    const changed = { ...order, replaced: true, price: 3_010, amount: 0.5, order_state: "filled", filled_amount: 0.5 };
    const facts = tell(atPar(), [changed], [trade]);
    expect(facts.map(({ event }) => event.type)).toEqual(["order.acknowledged", "order.modified", "order.filled"]);
    expect(facts[1]?.event).toMatchObject({ price: "3010", qty: "0.5" });
  });

  it("is a liquidation where our side of the trade was the one that was liquidated", () => {
    const forced = { ...trade, label: "", order_id: "USDC-9" };
    expect(tell(atPar(), [], [{ ...forced, liquidation: "T" }])[0]?.event.type).toBe("position.liquidated");
    expect(tell(atPar(), [], [{ ...forced, liquidation: "M" }])[0]?.event).toMatchObject({
      ...{ type: "order.filled", clientOrderId: "venueUSDC-9" },
    });
  });

  it("with a fee in BTC costs nothing here, and is a word to read the log", () => {
    const facts = tell(atPar(), [order], [{ ...trade, fee: 0.00001, fee_currency: "BTC" }]);
    expect(facts.slice(1).map(({ event }) => event)).toMatchObject([
      { type: "order.filled", fee: "0" },
      { type: "wallet.adjusted", asset: "BTC", amount: "-0.00001", kind: "charge" },
    ]);
  });

  it("of another instrument than a perpetual is nothing of ours; one that can't be read counts as lost", () => {
    const facts = new UserFacts(new Contracts(), "main");
    expect(tell(facts, [order], [trade])).toEqual([]);
    const broken = { method: "subscription", params: { channel: "c", data: { orders: [{}] } } };
    expect(decodeFrame(JSON.stringify(broken)).kind).toBe("unreadable");
    expect(decodeFrame("no JSON").kind).toBe("unreadable");
  });
});
