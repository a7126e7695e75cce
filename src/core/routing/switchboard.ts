import type { SwitchReason } from "../domain/account-switch.js";

/** One account that may take new risk in a symbol, as its venue stands now. */
export interface VenueOption {
  readonly account: string;
  /** Product name, as caps and exposure count it. */
  readonly venue: string;
  /** Why nothing may be opened there; null where it may. */
  readonly broken: string | null;
  /** What taking costs there, in basis points. */
  readonly costBps: number;
  /** What the fund may still add at the venue under its concentration cap, USD; < 0 beyond it. */
  readonly headroomUsd: number;
  /** Another strategy of the account has the symbol. */
  readonly occupied: boolean;
}

export interface SwitchPolicy {
  /** `order`: the first that can. `cost`: the cheapest that can, if it saves enough against the first. */
  readonly prefer: "order" | "cost";
  readonly min_saving_bps: number;
}

export interface VenueChoice {
  readonly account: string;
  /** Null where the first account takes it. */
  readonly because: SwitchReason | null;
  readonly reason: string;
}

/**
 * Where new risk goes: to the first account whose venue is well, whose symbol is free and whose share of the fund is not
 * used up; by cost, to one that is cheaper by enough. Where none can, the first keeps it, so that what refuses it there is
 * told as ever. Nothing here concerns what reduces: a position is closed where it stands.
 *
 * options: in order of preference, at least one. minUsd: smallest order that is worth a place there.
 */
export function chooseVenue(options: readonly VenueOption[], policy: SwitchPolicy, minUsd: number): VenueChoice {
  const [home] = options;
  if (home === undefined) return { account: "", because: null, reason: "no account" };
  // The first account is judged by its venue alone: that its symbol is taken there is no reason to hold it twice.
  const usable = options.filter((option) => canTake(option, minUsd) && (option === home || !option.occupied));
  const [first] = usable;
  if (first === undefined) return stays(home, "no other venue can take it");
  const cheapest = policy.prefer === "cost" ? cheaperThan(first, usable, policy.min_saving_bps) : null;
  if (cheapest !== null) {
    const reason = `${cheapest.account} costs ${bps(cheapest.costBps)}, ${first.account} ${bps(first.costBps)}`;
    return { account: cheapest.account, because: "cost", reason };
  }
  if (first === home) return stays(home, "the first of its route");
  if (home.broken !== null)
    return { account: first.account, because: "health", reason: `${home.account}: ${home.broken}` };
  const left = `${home.venue} has ${home.headroomUsd.toFixed(0)} USD left of its share`;
  return { account: first.account, because: "concentration", reason: left };
}

function canTake({ broken, headroomUsd }: VenueOption, minUsd: number): boolean {
  return broken === null && headroomUsd >= minUsd;
}

function stays(home: VenueOption, reason: string): VenueChoice {
  return { account: home.account, because: null, reason };
}

/** The cheapest that saves enough against the first; null where none does. A cost that can't be known saves nothing. */
function cheaperThan(first: VenueOption, usable: readonly VenueOption[], minSavingBps: number): VenueOption | null {
  let best: VenueOption | null = null;
  for (const option of usable) {
    const saves = option !== first && option.costBps + minSavingBps <= first.costBps;
    if (saves && (best === null || option.costBps < best.costBps)) best = option;
  }
  return best;
}

function bps(value: number): string {
  return `${String(Number(value.toFixed(2)))} bps`;
}
