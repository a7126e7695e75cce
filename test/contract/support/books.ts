import type { InputEvent } from "../../../src/core/domain/event.js";
import { applyFill, FLAT, type Holding } from "../../../src/core/domain/position.js";
import type { Execution } from "../../../src/core/domain/venue-event.js";
import { addDec, type Dec, isZeroDec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import { WALLET } from "./contract-market.js";

const ENDS: ReadonlySet<string> = new Set(["order.rejected", "order.canceled", "order.expired", "order.absent"]);

/** One account's books, made of nothing but what was told. */
export class Books {
  wallet: Dec = WALLET;
  readonly holdings = new Map<string, Holding>();
  readonly openOrders = new Set<string>();
  #read = 0;

  /** Takes in what came since the last call. */
  readOn(told: readonly InputEvent[]): this {
    for (; this.#read < told.length; this.#read += 1) this.#take(told[this.#read]!);
    return this;
  }

  qty(symbol: string): Dec {
    return this.holdings.get(symbol)?.qty ?? ZERO;
  }

  /** As `venue.reported` names them. */
  positions(account: string): Readonly<Record<string, Dec>> {
    const held = [...this.holdings].filter(([, { qty }]) => !isZeroDec(qty));
    return Object.fromEntries(held.map(([symbol, { qty }]) => [`${account}:${symbol}`, qty]));
  }

  #take(event: InputEvent): void {
    if (event.type === "order.filled" || event.type === "position.liquidated") this.#trade(event);
    if (event.type === "funding.settled") this.wallet = addDec(this.wallet, event.amount);
    if (event.type === "wallet.adjusted") this.wallet = addDec(this.wallet, event.amount);
    if (event.type === "order.acknowledged") this.openOrders.add(event.clientOrderId);
    const isOver = ENDS.has(event.type) || (event.type === "order.filled" && event.orderDone);
    if (isOver && "clientOrderId" in event) this.openOrders.delete(event.clientOrderId);
  }

  #trade({ symbol, side, qty, price, fee }: Execution): void {
    const { holding, realizedPnl } = applyFill(this.holdings.get(symbol) ?? FLAT, side, qty, price);
    this.holdings.set(symbol, holding);
    this.wallet = subDec(addDec(this.wallet, realizedPnl), fee);
  }
}
