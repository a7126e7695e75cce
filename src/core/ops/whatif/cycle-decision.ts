import { decisionInput } from "../../engine/cycle.js";
import { type AccountDecision, decide } from "../../engine/decide.js";
import type { SizingBooks } from "../../engine/size-and-review.js";
import type { EngineContext, EngineState } from "../../engine/state.js";
import { present } from "../../lib/invariant.js";

/** What a cycle looked at in an account, and what follows from it. */
export interface CycleDecision extends SizingBooks {
  readonly decision: AccountDecision;
}

/** A cycle by account. */
export type CycleOf = (account: string) => CycleDecision;

/** Decides the due cycle of a state again, with everything that a journal line leaves out. */
export function redecide(state: EngineState, ctx: EngineContext): CycleOf {
  const due = { trigger: state.due?.trigger ?? "bar", symbols: state.due?.symbols ?? null };
  const input = decisionInput(state, due, { ctx });
  const { accounts } = decide(input, ctx);
  return (account) => {
    const decision = present(
      accounts.find(({ book }) => book.account === account),
      `account ${account} of the session`,
    );
    const { maxGrossUsd, positionQty } = present(
      input.accounts.find(({ book }) => book.account === account),
      "its books",
    );
    return { view: input.view, book: decision.book, maxGrossUsd, positionQty, decision };
  };
}
