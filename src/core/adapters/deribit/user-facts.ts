import { type Dec, isZeroDec, negDec, ZERO } from "../../lib/decimal.js";
import type { StreamFact } from "../ccxt/private-stream.js";
import { RecentMap } from "../ccxt/recent-map.js";
import { baseOf } from "./amounts.js";
import type { Contracts, Perpetual } from "./contracts.js";
import { clientIdOf, hasExpired, isConditional, orderOf, type OrderRow, type TradeRow } from "./parse-orders.js";
import type { Changes } from "./user-frames.js";

const REMEMBERED = 8_192;

/** Private frames of one account as facts, in our words and in base currency, each once. */
export class UserFacts {
  readonly #seen = new RecentMap<true>(REMEMBERED);

  constructor(
    readonly contracts: Contracts,
    readonly account: string,
  ) {}

  /** What each order has become, but for its end; then the trades; then the ends. */
  of({ instrument_name, orders, trades }: Changes): readonly StreamFact[] {
    const contract = this.contracts.byInstrument(instrument_name);
    if (contract === null) return [];
    const news = orders.filter((row) => this.#seen.add(nameOf(row), true));
    const done = new Set(orders.filter(({ order_state }) => order_state === "filled").map(({ order_id }) => order_id));
    const lastOf = new Map(trades.map(({ order_id, trade_id }) => [order_id, trade_id]));
    const fresh = trades.filter(({ trade_id }) => this.#seen.add(`trade|${trade_id}`, true));
    return [
      ...news.flatMap((row) => beginning(row, contract)),
      ...fresh.flatMap((row) => {
        const orderDone = done.has(row.order_id) && lastOf.get(row.order_id) === row.trade_id;
        return this.#trade(row, contract, orderDone);
      }),
      ...news.flatMap((row) => ending(row, contract)),
    ];
  }

  #trade(row: TradeRow, contract: Perpetual, orderDone: boolean): readonly StreamFact[] {
    const { account } = this;
    const { symbol, settledIn } = contract;
    const inSettlement = row.fee_currency === contract.settlementAsset;
    const execution = {
      account,
      symbol,
      side: row.direction,
      qty: baseOf(row.amount, contract, row.price),
      price: row.price,
      fee: inSettlement ? row.fee : ZERO,
      ...(settledIn === null ? {} : { settledIn }),
    };
    const [atMs, tradeId] = [row.timestamp, row.trade_id];
    const elsewhere = inSettlement ? [] : this.#feeElsewhere(row, contract);
    // Which side of the trade was liquidated: ours is the one that we were on.
    if (row.liquidation?.includes(row.liquidity) === true)
      return [{ event: { type: "position.liquidated", ...execution, atMs, tradeId } }, ...elsewhere];
    const liquidity = row.liquidity === "M" ? "maker" : "taker";
    const clientOrderId = clientIdOf(row);
    const event = { type: "order.filled", ...execution, atMs, clientOrderId, tradeId, liquidity, orderDone } as const;
    return [{ event }, ...elsewhere];
  }

  /** A fee in another asset: that it was taken is a word to read the log, which alone books it. */
  #feeElsewhere(
    { fee, fee_currency, timestamp: atMs, trade_id }: TradeRow,
    { symbol }: Perpetual,
  ): readonly StreamFact[] {
    if (isZeroDec(fee)) return [];
    const reason = `commission of trade ${trade_id} on ${symbol}`;
    const money = { asset: this.contracts.assetOf(fee_currency), amount: negDec(fee) };
    return [{ event: { type: "wallet.adjusted", atMs, account: this.account, ...money, kind: "charge", reason } }];
  }
}

/** What makes two words about an order two. */
function nameOf({ order_id, order_state, filled_amount, amount, price, label }: OrderRow): string {
  return [order_id, order_state, filled_amount, amount, price, label].join("|");
}

function beginning(row: OrderRow, contract: Perpetual): readonly StreamFact[] {
  const atMs = row.last_update_timestamp;
  const clientOrderId = clientIdOf(row);
  if (row.trigger_order_id !== null || row.order_state === "triggered")
    return [{ event: { type: "order.triggered", atMs, clientOrderId } }];
  if (row.order_state === "rejected") return [];
  const acknowledged = { type: "order.acknowledged", atMs: row.creation_timestamp, clientOrderId } as const;
  const facts: StreamFact[] = [{ event: { ...acknowledged, venueOrderId: row.order_id } }];
  const terms = row.replaced === true && row.order_state !== "cancelled" ? termsOf(row, contract) : null;
  return terms === null ? facts : [...facts, { event: { type: "order.modified", atMs, clientOrderId, ...terms } }];
}

function termsOf(row: OrderRow, contract: Perpetual): { readonly price: Dec; readonly qty: Dec } | null {
  const order = isConditional(row) ? null : orderOf(row, contract);
  return order?.price === null || order?.price === undefined || order.qty === null
    ? null
    : { price: order.price, qty: order.qty };
}

function ending(row: OrderRow, contract: Perpetual): readonly StreamFact[] {
  const atMs = row.last_update_timestamp;
  const clientOrderId = clientIdOf(row);
  const reason = row.cancel_reason ?? "ended by its terms";
  if (row.order_state === "rejected")
    return [{ event: { type: "order.rejected", atMs, clientOrderId, code: 0, reason: "refused at the venue" } }];
  if (row.order_state !== "cancelled") return [];
  const filledQty = orderOf(row, contract)?.filledQty ?? ZERO;
  const type = hasExpired(row) ? "order.expired" : "order.canceled";
  return [{ event: { type, atMs, clientOrderId, reason }, filledQty }];
}
