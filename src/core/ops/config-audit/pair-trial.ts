import type { PendingOrder } from "../../domain/decision-book.js";
import { exclusionsOfIdea } from "./exclusions.js";
import { ideasOf } from "./ideas.js";
import { smallestOrder } from "./obstacles.js";
import { type Trial, type TrialInput, trialOrder } from "./trial-order.js";

/**
 * The trial of a symbol as its strategy would open it: a leg of a pair beside its partner's smallest order, since both are
 * reviewed in one cycle; anything else alone. Null where no price of the symbol is known.
 */
export function trialInIdea(input: TrialInput): Trial | null {
  const partner = partnerOf(input);
  const waiting = partner === null ? null : smallestLeg({ ...input, symbol: partner });
  return trialOrder(waiting === null ? input : { ...input, pending: [waiting] });
}

/** The leg that is opened with a symbol; of several pairs the first that nothing shuts out. Null alone. */
export function partnerOf({ policies, strategy, symbol }: TrialInput): string | null {
  const ideas = ideasOf(policies, strategy, symbol);
  const open = ideas.find((legs) => exclusionsOfIdea(policies, strategy, legs).length === 0);
  return (open ?? ideas[0])?.[1] ?? null;
}

function smallestLeg(input: TrialInput): PendingOrder | null {
  const trial = trialOrder(input);
  const smallest = trial === null ? null : smallestOrder(trial);
  if (trial === null || smallest === null) return null;
  const { account, strategy, symbol } = trial.template.intent;
  return {
    clientOrderId: "audit-partner",
    account,
    symbol,
    strategy,
    // Against the other leg: what nets, nets.
    side: "sell",
    purpose: "open",
    leavesQty: smallest.notionalUsd / trial.price,
    notionalUsd: smallest.notionalUsd,
    reduceOnly: false,
    unknown: false,
  };
}
