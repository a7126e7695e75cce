import { decisionInput } from "../../engine/cycle.js";
import { type Decision, decide } from "../../engine/decide.js";
import type { SizingBooks } from "../../engine/size-and-review.js";
import type { EngineContext, EngineState } from "../../engine/state.js";

/** What a cycle looked at, and what follows from it. */
export interface CycleDecision extends SizingBooks {
  readonly decision: Decision;
}

/** Decides the due cycle of a state again, with everything that a journal line leaves out. */
export function redecide(state: EngineState, ctx: EngineContext, account: string): CycleDecision {
  const due = { trigger: state.due?.trigger ?? "bar", symbols: state.due?.symbols ?? null };
  const input = decisionInput(state, due, { ctx, account });
  const { view, book, maxGrossUsd, positionQty } = input;
  return { view, book, maxGrossUsd, positionQty, decision: decide(input, ctx) };
}
