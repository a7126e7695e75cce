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

  /** A bar at which nothing was held or filled: to the last bit what `afterBar` makes of it, without the arithmetic of zeros. */
  afterIdleBar(row: number): void {
    const { account, extras } = this;
    account.tally.bars += 1;
    extras.onBar?.(row, this.nav, account.tally);
    this.#notes?.note(account.tally);
  }

  /** legsOfPosition: 2 where the legs of the account are pairs, which come and go together. */
  afterBar(row: number, legsOfPosition: 1 | 2 = 1): void {
    const { account, extras } = this;
    const { legs } = account;
    let grossUsd = 0;
    let positions = 0;
    for (let at = 0; at < legs.length; at += legsOfPosition) {
      const before = grossUsd;
      for (let leg = at; leg < at + legsOfPosition; leg += 1) grossUsd += legs[leg]!.grossUsd;
      if (grossUsd !== before) positions += 1;
    }
    this.nav = account.worth();
    tallyBar(account.tally, this.nav, { grossUsd, positions });
    extras.onBar?.(row, this.nav, account.tally);
    this.#notes?.note(account.tally);
  }
}
