import type { InputEvent } from "../../../src/core/domain/event.js";
import { applyFill, FLAT, type Holding } from "../../../src/core/domain/position.js";
import { positionKey } from "../../../src/core/domain/portfolio.js";
import { addDec, compareDec, type Dec, isZeroDec, subDec, ZERO } from "../../../src/core/lib/decimal.js";

const ACCOUNT = "main";

/** Positions and money by what an account tells, and by nothing else. */
export class AccountBooks {
  readonly #held = new Map<string, Holding>();
  readonly trades: string[] = [];

  constructor(public wallet: Dec) {}

  held(symbol: string): Dec {
    return this.#held.get(symbol)?.qty ?? ZERO;
  }

  /** What is not flat. */
  positions(): ReadonlyMap<string, Dec> {
    const open = [...this.#held].filter(([, { qty }]) => !isZeroDec(qty));
    return new Map(open.map(([symbol, { qty }]) => [symbol, qty]));
  }

  /** Whether a report of the venue says what the books say. */
  match(report: InputEvent): boolean {
    if (report.type !== "venue.reported") return false;
    const { positions, wallets } = report;
    const ours = this.positions();
    const same = [...ours].every(([symbol, qty]) => {
      const theirs = positions[positionKey(ACCOUNT, symbol)];
      return theirs !== undefined && compareDec(theirs, qty) === 0;
    });
    const count = Object.keys(positions).length;
    return same && count === ours.size && compareDec(wallets[ACCOUNT] ?? ZERO, this.wallet) === 0;
  }

  fold(event: InputEvent): void {
    if (event.type === "order.filled" || event.type === "position.liquidated") {
      const { symbol, side, qty, price, fee, tradeId } = event;
      const { holding, realizedPnl } = applyFill(this.#held.get(symbol) ?? FLAT, side, qty, price);
      this.#held.set(symbol, holding);
      this.wallet = subDec(addDec(this.wallet, realizedPnl), fee);
      this.trades.push(`${symbol}:${tradeId}`);
    } else if (event.type === "funding.settled") this.wallet = addDec(this.wallet, event.amount);
    else if (event.type === "wallet.adjusted" && event.asset === "USDT")
      this.wallet = addDec(this.wallet, event.amount);
  }
}
