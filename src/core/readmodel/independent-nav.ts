import type { JournalEvent } from "../domain/event.js";
import { positionKey, SETTLEMENT_ASSET } from "../domain/portfolio.js";
import { addDec, type Dec, decFromNumber, isZeroDec, mulDec, negDec, subDec, ZERO } from "../lib/decimal.js";

type Execution = Pick<
  Extract<JournalEvent, { type: "order.filled" }>,
  "account" | "symbol" | "side" | "qty" | "price" | "fee"
>;

/** What moved the money since the books began, by name. */
export interface NavParts {
  readonly opening: Dec;
  /** What fills paid and took: the results of trading, once what is held is added at its mark. */
  readonly trades: Dec;
  readonly fees: Dec;
  readonly funding: Dec;
  readonly charges: Dec;
  readonly flows: Dec;
}

/**
 * NAV by another way than the books': money that went in and out with each fill, fee and funding payment, and what is held
 * at its mark. It knows no average price, no order and no profit; where it differs from the books, one of them is wrong.
 */
export class IndependentNav {
  #parts: NavParts = { opening: ZERO, trades: ZERO, fees: ZERO, funding: ZERO, charges: ZERO, flows: ZERO };
  readonly #held = new Map<string, { readonly symbol: string; readonly qty: Dec }>();

  get parts(): NavParts {
    return this.#parts;
  }

  onEvent(event: JournalEvent): void {
    if (event.type === "session.started") {
      const opening = Object.values(event.wallets).reduce(addDec, ZERO);
      this.#parts = { ...this.#parts, opening };
    }
    if (event.type === "order.filled" || event.type === "position.liquidated") this.#executed(event);
    if (event.type === "funding.settled") this.#add("funding", event.amount);
    if (event.type === "wallet.adjusted" && event.asset === SETTLEMENT_ASSET) {
      this.#add(event.kind === "flow" ? "flows" : "charges", event.amount);
    }
  }

  /** Null while something held has no mark. */
  nav(mark: (symbol: string) => number): Dec | null {
    const { opening, trades, fees, funding, charges, flows } = this.#parts;
    let nav = [opening, trades, negDec(fees), funding, charges, flows].reduce(addDec, ZERO);
    for (const { symbol, qty } of this.#held.values()) {
      const price = mark(symbol);
      if (!Number.isFinite(price)) return null;
      nav = addDec(nav, mulDec(qty, decFromNumber(price)));
    }
    return nav;
  }

  #executed({ account, symbol, side, qty, price, fee }: Execution): void {
    const signed = side === "buy" ? qty : negDec(qty);
    const key = positionKey(account, symbol);
    const now = addDec(this.#held.get(key)?.qty ?? ZERO, signed);
    if (isZeroDec(now)) this.#held.delete(key);
    else this.#held.set(key, { symbol, qty: now });
    this.#parts = { ...this.#parts, trades: subDec(this.#parts.trades, mulDec(signed, price)) };
    this.#add("fees", fee);
  }

  #add(part: keyof NavParts, amount: Dec): void {
    this.#parts = { ...this.#parts, [part]: addDec(this.#parts[part], amount) };
  }
}
