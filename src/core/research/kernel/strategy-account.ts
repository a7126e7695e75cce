import type { StrategyLeg } from "./strategy-leg.js";
import { createTally, type Tally } from "./tally.js";

/** The money of all legs of one combination. */
export class StrategyAccount {
  readonly tally: Tally;
  wallet: number;
  legs: readonly StrategyLeg[] = [];

  constructor(navStart: number) {
    this.wallet = navStart;
    this.tally = createTally(navStart);
  }

  /** Wallet and what each position is worth at its last mark. */
  worth(): number {
    let sum = this.wallet;
    for (const leg of this.legs) sum += leg.unrealized;
    return sum;
  }
}
