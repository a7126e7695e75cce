import type { Config } from "../../config/config-files.js";
import type { SizedOrder, Veto } from "../../domain/intent.js";
import { sizeAndReview } from "../../engine/size-and-review.js";
import type { EngineContext } from "../../engine/state.js";
import { type Reviewed, review } from "../../risk/review.js";
import { changeConfig, type SettingChange } from "../whatif/change-config.js";
import type { ContextOf } from "../whatif/session-books.js";
import type { Refusal } from "./re-decide.js";

export interface Trial {
  readonly refusal: Refusal;
  readonly config: Config;
  readonly contextOf: ContextOf;
  /** Whether `whatif` approves the order on the books of that instant; an order that only reduces is never asked. */
  readonly replays: (order: SizedOrder, ctx: EngineContext) => boolean;
}

/** An order that passes, and the policies under which it does. */
export interface Passed {
  readonly order: SizedOrder;
  readonly ctx: EngineContext;
}

/**
 * The refused intent as an order that passes sizing and every rule on the books it met, under a changed configuration
 * that is valid; null if it does not pass. One that had a quantity keeps it. One that had none is sized again,
 * against the same books: what the cycle had approved before it stays as it was, as `whatif` has it.
 */
export function passesWith(trial: Trial, changes: readonly SettingChange[]): Passed | null {
  const changed = changeConfig(trial.config, changes);
  if (!changed.ok) return null;
  const ctx = trial.contextOf(changed.value);
  const { id } = trial.refusal.veto.order.intent;
  const order = decided(trial.refusal, ctx).approved.find(({ intent }) => intent.id === id);
  return order === undefined ? null : { order, ctx };
}

/** A changed configuration, and what refuses the legs of the idea under it; null for one that is not valid. */
export function refusedWith(
  trial: Trial,
  changes: readonly SettingChange[],
): { readonly config: Config; readonly legs: readonly Veto[] } | null {
  const changed = changeConfig(trial.config, changes);
  if (!changed.ok) return null;
  const { groupId } = trial.refusal.veto.order.intent;
  const { vetoes } = decided(trial.refusal, trial.contextOf(changed.value));
  return { config: changed.value, legs: vetoes.filter(({ order }) => order.intent.groupId === groupId) };
}

function decided(refusal: Refusal, ctx: EngineContext): Reviewed {
  return refusal.legs.some(({ bySizing }) => bySizing) ? sizedAgain(refusal, ctx) : asItWas(refusal, ctx);
}

function asItWas({ view, book, exits, before, legs }: Refusal, ctx: EngineContext): Reviewed {
  const entries = legs.map(({ order }) => order);
  return review({ exits, earlier: before, entries, book, view, policy: ctx.risk });
}

function sizedAgain(refusal: Refusal, ctx: EngineContext): Reviewed {
  const exits = refusal.exits.filter(({ intent }) => !refusal.intents.some(({ id }) => id === intent.id));
  return sizeAndReview({ ...refusal, exits, earlier: refusal.before }, ctx);
}
