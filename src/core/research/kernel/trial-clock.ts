import type { RunExtras } from "./momentum-run.js";
import type { StrategyAccount } from "./strategy-account.js";
import { StretchNotes } from "./stretches.js";
import { tallyBar } from "./tally.js";

/** Takes the NAV of one combination after each bar into its figures. */
export class TrialClock {
  /** NAV after the last bar. */
  nav: number;
  readonly #notes: StretchNotes | null;

  constructor(
    readonly account: StrategyAccount,
    readonly extras: RunExtras,
  ) {
    this.nav = account.wallet;
    const { into } = extras;
    this.#notes = into === undefined ? null : new StretchNotes(into.stretches, into.trial);
  }

  afterBar(row: number): void {
    const { account, extras } = this;
    let grossUsd = 0;
    for (const leg of account.legs) grossUsd += leg.grossUsd;
    this.nav = account.worth();
    tallyBar(account.tally, this.nav, grossUsd);
    extras.onBar?.(row, this.nav, account.tally);
    this.#notes?.note(account.tally);
  }
}
