import type { PendingOrder } from "../domain/decision-book.js";
import type { Intent } from "../domain/intent.js";
import { holds } from "../domain/size-limit.js";
import { decFromNumber } from "../lib/decimal.js";
import { openingCaps } from "./caps.js";
import type { SizingInput } from "./input.js";
import { largestQuantity, notionalOf } from "./quantity.js";

/** Halvings of the way to the whole: beyond them numbers have no more digits. */
const HALVINGS = 50;

/**
 * Largest part of what is wanted at which every limit of every leg holds, each leg with those before it in the books: a
 * limit that the legs share is shared out. The more of it, the more each limit measures, so halving finds it.
 *
 * wantedUsd: by leg. Returns 0…1; 0 too where a limit can't be measured, which sizing then tells.
 */
export function largestFactor(legs: readonly SizingInput[], wantedUsd: readonly number[]): number {
  if (fits(legs, wantedUsd, 1)) return 1;
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (fits(legs, wantedUsd, middle)) low = middle;
    else high = middle;
  }
  return low;
}

function fits(legs: readonly SizingInput[], wantedUsd: readonly number[], factor: number): boolean {
  const before: PendingOrder[] = [];
  return legs.every((leg, i) => {
    const usd = (wantedUsd[i] ?? Number.NaN) * factor;
    const { mark, instrument } = leg.view;
    const input = withPending(leg, before);
    before.push(onItsWay(leg.intent, { qty: usd / mark, notionalUsd: usd, reduceOnly: false }));
    const most = notionalOf(largestQuantity(instrument), decFromNumber(mark));
    return usd <= most && openingCaps(input, mark).every((cap) => holds(cap, usd));
  });
}

export function withPending(leg: SizingInput, before: readonly PendingOrder[]): SizingInput {
  return { ...leg, book: { ...leg.book, pending: [...leg.book.pending, ...before] } };
}

interface Quantity {
  readonly qty: number;
  readonly notionalUsd: number;
  readonly reduceOnly: boolean;
}

/** An order that is not in the books yet, as later ones see it. */
export function onItsWay(intent: Intent, { qty, notionalUsd, reduceOnly }: Quantity): PendingOrder {
  const { id, account, symbol, strategy, side, purpose } = intent;
  return {
    clientOrderId: id,
    account,
    symbol,
    strategy,
    side,
    purpose,
    leavesQty: qty,
    notionalUsd,
    reduceOnly,
    unknown: false,
  };
}
