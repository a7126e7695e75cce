import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountRow, riskRows } from "../../../../../src/core/adapters/paper-server/exchange/account-rows.js";
import { cancelAllAlgos, cancelAllOrders } from "../../../../../src/core/adapters/paper-server/exchange/end-orders.js";
import { modifyOrder } from "../../../../../src/core/adapters/paper-server/exchange/modify-order.js";
import { addDec, compareDec, dec, negDec, subDec, ZERO } from "../../../../../src/core/lib/decimal.js";
import type { Dec } from "../../../../../src/core/lib/decimal.js";
import type { TriggerFault } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { createDesk } from "./desk.js";
import type { Desk } from "./desk.js";

const symbols = ["COINUSDT", "ALTUSDT"] as const;
const side = fc.constantFrom("buy", "sell");
const symbol = fc.constantFrom(...symbols);
/** Up to 40 whole coins, with 3 decimals. */
const qty = fc.integer({ min: 60, max: 40_000 }).map((thousandths) => dec((thousandths / 1_000).toString()));
const price = fc.integer({ min: 800, max: 1_200 }).map((tenths) => dec((tenths / 10).toString()));

const step = fc.oneof(
  fc.record({ do: fc.constant("market"), symbol, side, qty, reduceOnly: fc.constantFrom(false, false, false, true) }),
  fc.record({
    do: fc.constant("limit"),
    symbol,
    side,
    qty,
    price,
    timeInForce: fc.constantFrom("GTC", "IOC", "FOK", "GTX"),
  }),
  fc.record({ do: fc.constant("stop"), symbol, side, qty, price, reduceOnly: fc.boolean() }),
  fc.record({ do: fc.constant("modify"), qty, price }),
  fc.record({ do: fc.constant("cancel"), symbol }),
  fc.record({ do: fc.constant("bar"), open: price, reach: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ do: fc.constant("pass"), seconds: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant("fund"), symbol, rate: fc.integer({ min: -30, max: 30 }) }),
  fc.record({ do: fc.constant("fault"), symbol, kind: fc.constantFrom("liquidation", "adl", "transfer") }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function act(desk: Desk, one: Step): void {
  const { market, exchange } = desk;
  const { context } = exchange;
  if ("timeInForce" in one) desk.orderCode({ ...one, type: "LIMIT" });
  else if ("open" in one) {
    const open = Number(one.open);
    const range = { open, high: open + one.reach, low: open - one.reach };
    market.bar(...symbols.map((each) => ({ symbol: each, ...range })));
  } else if ("seconds" in one) market.pass(one.seconds * 1_000);
  else if ("rate" in one) market.fund(one.symbol, one.rate / 10_000, 100);
  else if ("kind" in one) {
    if (one.kind === "adl") exchange.applyAccountFault({ kind: "adl", symbol: one.symbol, fraction: 0.3 });
    else if (one.kind === "transfer")
      exchange.applyAccountFault({ kind: "transfer", asset: "USDT", amount: "-12.345" });
    else exchange.applyAccountFault({ kind: "liquidation", symbol: one.symbol });
  } else if (one.do === "stop" && "price" in one && "side" in one) {
    desk.algoCode({ ...one, type: "STOP_MARKET", triggerPrice: one.price });
  } else if ("price" in one && !("side" in one)) {
    const [order] = [...context.books.openOrders];
    if (order === undefined) return;
    const ref = { symbol: order.symbol, orderId: order.orderId, clientOrderId: null };
    modifyOrder(context, { ref, side: order.side, qty: one.qty, price: one.price, priceMatch: null, modifyId: null });
  } else if ("reduceOnly" in one) desk.orderCode(one);
  else if ("symbol" in one) {
    cancelAllOrders(context, one.symbol);
    cancelAllAlgos(context, one.symbol);
  }
  exchange.tick();
}

const sum = (values: readonly Dec[]): Dec => values.reduce(addDec, ZERO);

function checkMoney(desk: Desk): void {
  const { context } = desk.exchange;
  const { wallet, income } = context.books;
  expect(wallet).toBe(desk.market.sim.report().wallets["main"]);
  expect(compareDec(sum(income.map((entry) => entry.income)), subDec(wallet, dec("10000")))).toBe(0);
  const row = accountRow(context);
  const figure = (name: string): Dec => dec(row[name] as string);
  const free = subDec(
    addDec(figure("totalCrossWalletBalance"), figure("totalCrossUnPnl")),
    figure("totalInitialMargin"),
  );
  const equity = addDec(figure("totalWalletBalance"), figure("totalUnrealizedProfit"));
  expect(compareDec(figure("totalMarginBalance"), equity)).toBe(0);
  expect(compareDec(figure("availableBalance"), compareDec(free, ZERO) > 0 ? free : ZERO)).toBe(0);
  const rows = riskRows(context, null);
  const total = (name: string): Dec => sum(rows.map((each) => dec(each[name] as string)));
  expect(compareDec(total("unRealizedProfit"), figure("totalUnrealizedProfit"))).toBe(0);
  expect(compareDec(total("initialMargin"), figure("totalInitialMargin"))).toBe(0);
  expect(compareDec(total("maintMargin"), figure("totalMaintMargin"))).toBe(0);
}

function checkBooks(desk: Desk): void {
  const { books } = desk.exchange.context;
  const held = Object.fromEntries(
    [...books.positions]
      .filter(([, { holding }]) => holding.qty !== "0")
      .map(([name, { holding }]) => [`main:${name}`, holding.qty]),
  );
  expect(desk.market.sim.report().positions).toEqual(held);
  const working = [...books.openOrders, ...[...books.openAlgos].filter(({ status }) => status === "NEW")];
  expect(working.map(({ simId }) => simId).sort()).toEqual([...desk.market.sim.report().openOrders].sort());
  expect(books.bySimId.size).toBe(working.length);
  const ids = [...books.trades.map(({ tradeId }) => tradeId), ...books.income.map(({ tranId }) => tranId)];
  expect(new Set(ids).size).toBe(ids.length);
  for (const symbolName of symbols) {
    const traded = books.trades.filter((trade) => trade.symbol === symbolName);
    const net = sum(traded.map((trade) => (trade.side === "buy" ? trade.qty : negDec(trade.qty))));
    expect(compareDec(net, books.positions.get(symbolName)?.holding.qty ?? ZERO)).toBe(0);
    expect(traded.map(({ tradeId }) => tradeId)).toEqual(traded.map(({ tradeId }) => tradeId).sort((a, b) => a - b));
  }
  for (const order of books.orders.values()) {
    const own = books.trades.filter(({ orderId }) => orderId === order.orderId).map((trade) => trade.qty);
    expect(compareDec(sum(own), order.executedQty)).toBe(0);
    expect(compareDec(order.executedQty, order.origQty)).toBeLessThanOrEqual(0);
  }
}

const course = fc.record({
  share: fc.constantFrom(1, 0.35),
  trigger: fc.constantFrom<TriggerFault>(
    { kind: "none" },
    { kind: "reject" },
    { kind: "engine_late", marketMs: 600_000 },
  ),
});

describe("an account after random trading", () => {
  it("adds up to the last digit, and agrees with the simulated venue, after each of 40 random steps", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 15, maxLength: 40, size: "max" }),
        course,
        (steps, { share, trigger }) => {
          const desk = createDesk({ faults: { fillShare: () => share, onTrigger: () => trigger } });
          for (const one of steps) {
            act(desk, one);
            checkMoney(desk);
          }
          checkBooks(desk);
        },
      ),
      { numRuns: 120, seed: 20_240_501 },
    );
  });
});
