import { invariant } from "../../lib/invariant.js";
import type { KernelTrade } from "./kernel-trade.js";
import type { KernelMarket } from "./market.js";
import type { MomentumFeatures } from "./momentum-features.js";
import { type KernelAccount, MomentumLeg } from "./momentum-leg.js";
import { StretchNotes, type Stretches } from "./stretches.js";
import { createTally, type Tally, tallyBar } from "./tally.js";
import type { KernelTerms, MomentumPoint } from "./terms.js";

/** Markets on one axis of time, and the columns that combinations share of each. */
export interface KernelSet {
  readonly markets: readonly KernelMarket[];
  readonly features: readonly MomentumFeatures[];
  readonly terms: KernelTerms;
}

/** Where the sums of one combination go. */
export interface StretchRow {
  readonly stretches: Stretches;
  readonly trial: number;
}

/** What a caller wants beside the tally. */
export interface RunExtras {
  /** NAV after each bar from `firstRow` on, and what has been added up so far: to be read at once, it goes on changing. */
  readonly onBar?: (row: number, nav: number, tally: Readonly<Tally>) => void;
  /** Each position as it ends. */
  readonly onTrade?: (trade: KernelTrade) => void;
  readonly into?: StretchRow;
}

/** One combination over all markets of the set, which share one account: every position is sized by the NAV of all. */
export function runMomentum(
  { markets, features, terms }: KernelSet,
  point: MomentumPoint,
  { onBar, onTrade, into }: RunExtras = {},
): Tally {
  const rows = markets[0]?.open.length ?? 0;
  for (const { open } of markets) invariant(open.length === rows, "markets of a set have the same bars");
  const legs = markets.map((market, at) => new MomentumLeg(market, features[at]!, point, terms));
  const account: KernelAccount = {
    wallet: terms.navStart,
    tally: createTally(terms.navStart),
    ...(onTrade && { onTrade }),
  };
  let nav = terms.navStart;
  const notes = into === undefined ? null : new StretchNotes(into.stretches, into.trial);
  for (let row = terms.firstRow; row < rows; row += 1) {
    for (const leg of legs) {
      // Who flips opens with the NAV after its close; the others are still worth what they were at their last marks.
      if (leg.atOpen(row, account, nav)) leg.enter(row, account, worth(account, legs));
    }
    for (const leg of legs) leg.throughBar(row, account);
    let grossUsd = 0;
    let positions = 0;
    for (const leg of legs) {
      leg.atClose(row, account);
      grossUsd += leg.grossUsd;
      if (leg.grossUsd !== 0) positions += 1;
    }
    nav = worth(account, legs);
    tallyBar(account.tally, nav, { grossUsd, positions });
    onBar?.(row, nav, account.tally);
    notes?.note(account.tally);
    for (const leg of legs) leg.decide(row);
  }
  return account.tally;
}

function worth({ wallet }: KernelAccount, legs: readonly MomentumLeg[]): number {
  let unrealized = 0;
  for (const leg of legs) unrealized += leg.unrealized;
  return wallet + unrealized;
}
