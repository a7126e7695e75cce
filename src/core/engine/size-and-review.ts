import type { PendingOrder } from "../domain/decision-book.js";
import type { Intent, SizedOrder, UnsizedOrder } from "../domain/intent.js";
import { isReducingPurpose } from "../domain/intent.js";
import { present } from "../lib/invariant.js";
import { openReview, type Reviewed } from "../risk/review.js";
import { bucketMultiplier } from "../screener/filters.js";
import type { PlanResize } from "../screener/screened-intent.js";
import type { SizingFailure } from "../sizing/failure.js";
import type { SizingInput } from "../sizing/input.js";
import type { SizingLimits } from "../sizing/limits.js";
import { planResize } from "../sizing/plan-resize.js";
import { size, smallestOrder } from "../sizing/size.js";
import { asPending, sizePair } from "../sizing/size-pair.js";
import type { AccountInput, DecisionInput } from "./decide.js";
import { sizingLimits } from "./sizing-limits.js";
import type { EngineContext } from "./state.js";

/** Books and market of a decision, as sizing sees them. */
export type SizingBooks = Pick<DecisionInput, "view"> & Pick<AccountInput, "book" | "maxGrossUsd" | "positionQty">;

/** What sizing looks at in one decision, whatever the intent. */
interface SizingTable {
  readonly input: SizingBooks;
  readonly ctx: EngineContext;
  readonly limits: SizingLimits;
}

/** Intents of a cycle, what already stands for review, and the prices of quote assets where an oracle is wired. */
interface Cycle extends SizingBooks {
  readonly intents: readonly Intent[];
  /** Closes that need no sizing, judged first. */
  readonly exits: readonly SizedOrder[];
  readonly quoteUsd?: Readonly<Record<string, number>> | null;
  /** Entries that the same cycle approved before, in that order, and that are not in the books yet. */
  readonly earlier?: readonly SizedOrder[];
}

/**
 * Sizes and reviews the ideas of a cycle one after the other, what reduces first. Each is sized against the books with
 * what was approved before it: headroom is never spent twice, and what review refuses takes none.
 */
export function sizeAndReview(cycle: Cycle, ctx: EngineContext): Reviewed {
  const { intents, exits, book, view, quoteUsd = null, earlier = [] } = cycle;
  if (intents.length === 0 && exits.length === 0) return { approved: [], vetoes: [] };
  const { outcome, judge } = openReview({ exits, book, view, policy: ctx.risk, quoteUsd, earlier });
  const table = sizingTable(cycle, ctx);
  const pending: PendingOrder[] = [...book.pending, ...earlier.map(asPending)];
  const reducing = intents.filter(({ purpose }) => isReducingPurpose(purpose));
  const opening = intents.filter(({ purpose }) => !isReducingPurpose(purpose));
  for (const idea of [...byPair(reducing), ...byPair(opening)]) {
    const { orders, refused } = sizeOne(idea, pending, table);
    const passed = judge(orders, refused === null ? undefined : new Map([[refused.order.intent.id, refused]]));
    if (passed) pending.push(...orders.filter(({ reduceOnly }) => !reduceOnly).map(asPending));
  }
  return outcome;
}

/** Legs of a pair together, where the first of them stands; every other intent alone. */
function byPair(intents: readonly Intent[]): readonly (readonly Intent[])[] {
  const seen = new Set<string>();
  return intents.flatMap((intent) => {
    if (intent.leg === undefined) return [[intent]];
    if (seen.has(intent.groupId)) return [];
    seen.add(intent.groupId);
    const legs = intents.filter(({ groupId }) => groupId === intent.groupId);
    return [legs.toSorted((a, b) => (a.leg?.rank ?? 0) - (b.leg?.rank ?? 0))];
  });
}

/** Orders of one idea, and the one of them that sizing refused: the others are then judged at their smallest as well. */
interface SizedGroup {
  readonly orders: readonly SizedOrder[];
  readonly refused: UnsizedOrder | null;
}

function sizeOne(group: readonly Intent[], pending: readonly PendingOrder[], table: SizingTable): SizedGroup {
  const [only, ...others] = group;
  if (only === undefined) return { orders: [], refused: null };
  const legs = group.map((intent) => inputOf(intent, pending, table));
  if (others.length === 0 && only.leg === undefined) {
    const [input] = legs;
    const outcome = size(present(input, "its input"));
    if (outcome.ok) return { orders: [outcome.value], refused: null };
    return { orders: [outcome.error.order], refused: unsizedOrder(outcome.error) };
  }
  const outcome = sizePair(legs);
  if (outcome.ok) return { orders: outcome.value, refused: null };
  const { leg: failed, failure } = outcome.error;
  const orders = legs.map((leg, i) => (i === failed ? failure.order : smallestOrder(leg)));
  return { orders, refused: unsizedOrder(failure) };
}

/** Asks sizing which way a held position goes, against the books as they stand. */
export function resizePlanner(input: SizingBooks, ctx: EngineContext): PlanResize {
  let table: SizingTable | null = null;
  return (increase, band) => {
    table ??= sizingTable(input, ctx);
    return planResize(inputOf(increase, input.book.pending, table), band);
  };
}

function sizingTable(input: SizingBooks, ctx: EngineContext): SizingTable {
  return { input, ctx, limits: sizingLimits(input.view, ctx.risk, input.maxGrossUsd) };
}

function inputOf(intent: Intent, pending: readonly PendingOrder[], { input, ctx, limits }: SizingTable): SizingInput {
  const view = present(input.view.symbols.get(intent.symbol), `view of ${intent.symbol}`);
  return {
    intent,
    view,
    book: { ...input.book, pending },
    caps: {
      strategy: present(ctx.risk.strategies[intent.strategy], `caps of ${intent.strategy}`),
      symbol: present(ctx.risk.symbols[intent.symbol], `caps of ${intent.symbol}`),
    },
    limits,
    policy: ctx.sizing,
    bucketMultiplier: bucketMultiplier(present(ctx.filters[intent.strategy], "filters"), view.features.volatility),
    positionQty: input.positionQty(intent.symbol),
  };
}

/** The limit that left too little is what refused it, before the minimum that was missed. */
function unsizedOrder({ order, violation, bindings, bindingClamp }: SizingFailure): UnsizedOrder {
  const primary = (bindingClamp === null ? null : bindings[0]) ?? violation;
  return { order, primary: primary.rule, violations: [...bindings, violation] };
}
