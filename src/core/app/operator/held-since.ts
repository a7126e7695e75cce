import type { EngineState } from "../../engine/state.js";
import { absDec, compareDec, isZeroDec, signDec } from "../../lib/decimal.js";
import { FOREIGN_STRATEGY } from "../../domain/position.js";
import type { ControlHeld } from "../../ports/control.js";

/** What was held at any time since an operator had everything closed: also what came, and went, between two looks. */
export class HeldSince {
  #held = new Map<string, ControlHeld>();
  #isBegun = false;

  /** A new word: what came before it is another story. */
  begin(state: EngineState): void {
    this.#held = new Map();
    this.#isBegun = true;
    this.see(state);
  }

  /** The books after each turn; nothing is kept before a word. Of one symbol and direction the most is kept. */
  see({ portfolio }: EngineState): void {
    if (!this.#isBegun) return;
    for (const { account, symbol, qty, strategy } of Object.values(portfolio.positions)) {
      if (isZeroDec(qty)) continue;
      const key = `${account}:${symbol}:${String(signDec(qty))}`;
      const known = this.#held.get(key);
      if (known !== undefined && compareDec(absDec(known.qty), absDec(qty)) >= 0) continue;
      this.#held.set(key, { account, symbol, qty, foreign: strategy === FOREIGN_STRATEGY });
    }
  }

  get rows(): readonly ControlHeld[] {
    return [...this.#held.values()];
  }
}
