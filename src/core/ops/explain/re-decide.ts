import type { Intent, SizedOrder, Veto } from "../../domain/intent.js";
import { isReducingPurpose } from "../../domain/intent.js";
import type { SizingBooks } from "../../engine/size-and-review.js";
import type { CycleDecision } from "../whatif/cycle-decision.js";
import type { ReviewBooks } from "../whatif/session-books.js";

/** An order with the books it met: what was approved before it in the same cycle. */
export interface Met extends Pick<ReviewBooks, "book" | "view"> {
  readonly order: SizedOrder;
  readonly exits: readonly SizedOrder[];
  /** Entries approved before it. */
  readonly before: readonly SizedOrder[];
}

/** Null where the cycle decides nothing of the intent any more. */
export function metBy({ view, book, decision }: CycleDecision, intentId: string): Met | null {
  const approved = decision.routed.map(({ order }) => order);
  const order = [...approved, ...decision.vetoes.map((veto) => veto.order)].find(
    ({ intent }) => intent.id === intentId,
  );
  if (order === undefined) return null;
  const turn = (id: string): number => decision.intents.findIndex((intent) => intent.id === id);
  const entries = approved.filter(({ intent }) => !isReducingPurpose(intent.purpose));
  const before = entries.filter(({ intent }) => turn(intent.id) < turn(intentId) && intent.id !== intentId);
  return { view, book, order, exits: approved.filter((other) => !entries.includes(other)), before };
}

/** The books that a refused order met: what was approved before it in the same cycle, and the legs that go with it. */
export interface Refusal extends SizingBooks {
  readonly veto: Veto;
  /** Of every leg of the idea, its own among them. */
  readonly legs: readonly Veto[];
  /** Intents of the idea, its own among them. */
  readonly intents: readonly Intent[];
  readonly exits: readonly SizedOrder[];
  /** Entries approved before it: what the books it met have on top. */
  readonly before: readonly SizedOrder[];
}

/** Null where the state does not lead to this veto: another version of the code decided it. */
export function refusalOf({ decision, ...books }: CycleDecision, intentId: string): Refusal | null {
  const veto = decision.vetoes.find(({ order }) => order.intent.id === intentId);
  if (veto === undefined) return null;
  const approved = new Map(decision.routed.map(({ order }) => [order.intent.id, order]));
  const { groupId } = veto.order.intent;
  const intents = decision.intents.filter((intent) => intent.groupId === groupId);
  // A refused exit is no intent of the screener: it met whatever was approved.
  const turn = decision.intents.findIndex((intent) => intent.groupId === groupId);
  const earlier = turn < 0 ? decision.intents : decision.intents.slice(0, turn);
  const before = earlier.flatMap(({ id, purpose }) => (isReducingPurpose(purpose) ? [] : (approved.get(id) ?? [])));
  const exits = [...approved.values()].filter((order) => isReducingPurpose(order.intent.purpose));
  const legs = decision.vetoes.filter(({ order }) => order.intent.groupId === groupId);
  return { ...books, veto, legs, intents, exits, before };
}
