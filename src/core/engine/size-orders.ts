import type { PendingOrder } from "../domain/decision-book.js";
import type { Intent, SizedOrder, Veto } from "../domain/intent.js";
import { present } from "../lib/invariant.js";
import { bucketMultiplier } from "../screener/filters.js";
import type { PlanResize } from "../screener/screened-intent.js";
import { groupIncomplete } from "../risk/review.js";
import { emptyOrder, type SizingFailure } from "../sizing/failure.js";
import type { SizingInput } from "../sizing/input.js";
import type { SizingLimits } from "../sizing/limits.js";
import { planResize } from "../sizing/plan-resize.js";
import { size } from "../sizing/size.js";
import { asPending, type PairFailure, sizePair } from "../sizing/size-pair.js";
import type { DecisionInput } from "./decide.js";
import { sizingLimits } from "./sizing-limits.js";
import type { EngineContext } from "./state.js";

interface SizedIntents {
  readonly sized: readonly SizedOrder[];
  readonly refused: readonly Veto[];
}

/** What sizing looks at in one decision, whatever the intent. */
interface SizingTable {
  readonly input: DecisionInput;
  readonly ctx: EngineContext;
  readonly limits: SizingLimits;
}

/** Each order is sized against the books with those sized before it, so that headrooms are not spent twice. */
export function sizeInTurn(intents: readonly Intent[], input: DecisionInput, ctx: EngineContext): SizedIntents {
  const sized: SizedOrder[] = [];
  const refused: Veto[] = [];
  if (intents.length === 0) return { sized, refused };
  const table = sizingTable(input, ctx);
  const pending: PendingOrder[] = [...input.book.pending];
  for (const group of byPair(intents)) {
    const outcome = sizeOne(group, pending, table);
    sized.push(...outcome.sized);
    refused.push(...outcome.refused);
    pending.push(...outcome.sized.filter(({ reduceOnly }) => !reduceOnly).map(asPending));
  }
  return { sized, refused };
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

function sizeOne(group: readonly Intent[], pending: readonly PendingOrder[], table: SizingTable): SizedIntents {
  const [only, ...others] = group;
  if (only === undefined) return { sized: [], refused: [] };
  if (others.length === 0 && only.leg === undefined) {
    const outcome = size(inputOf(only, pending, table));
    if (outcome.ok) return { sized: [outcome.value], refused: [] };
    return { sized: [], refused: [sizingVeto(outcome.error)] };
  }
  const legs = group.map((intent) => inputOf(intent, pending, table));
  const outcome = sizePair(legs);
  if (outcome.ok) return { sized: outcome.value, refused: [] };
  return { sized: [], refused: pairVetoes(legs, outcome.error) };
}

/** The leg without a quantity by its own failure, the other one because of it. */
function pairVetoes(legs: readonly SizingInput[], { leg: failed, failure }: PairFailure): readonly Veto[] {
  const own = sizingVeto(failure);
  const judged = legs.map(({ intent, view }, i) => ({
    leg: i === failed ? own.order : emptyOrder(intent, view.mark, []),
    violations: i === failed ? own.violations : [],
  }));
  return judged.map(({ leg }, i) => {
    if (i === failed) return own;
    const because = groupIncomplete(judged);
    return { id: `v${leg.intent.id}`, order: leg, primary: because.rule, violations: [because] };
  });
}

/** Asks sizing which way a held position goes, against the books as they stand. */
export function resizePlanner(input: DecisionInput, ctx: EngineContext): PlanResize {
  let table: SizingTable | null = null;
  return (increase, band) => {
    table ??= sizingTable(input, ctx);
    return planResize(inputOf(increase, input.book.pending, table), band);
  };
}

function sizingTable(input: DecisionInput, ctx: EngineContext): SizingTable {
  const { maxGrossUsd, book } = input;
  return { input, ctx, limits: sizingLimits(input.view, ctx.risk, { maxGrossUsd, navUsd: book.navUsd }) };
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

/** The limit that left too little comes before the minimum that was missed. */
function sizingVeto({ order, violation, binding }: SizingFailure): Veto {
  const violations = binding === null ? [violation] : [binding, violation];
  return { id: `v${order.intent.id}`, order, primary: (binding ?? violation).rule, violations };
}
