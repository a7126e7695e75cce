import type { PendingOrder } from "../domain/decision-book.js";
import type { Intent, SizedOrder, Veto } from "../domain/intent.js";
import { present } from "../lib/invariant.js";
import { bucketMultiplier } from "../screener/filters.js";
import type { PlanResize } from "../screener/screened-intent.js";
import type { SizingFailure } from "../sizing/failure.js";
import type { SizingInput } from "../sizing/input.js";
import type { SizingLimits } from "../sizing/limits.js";
import { planResize } from "../sizing/plan-resize.js";
import { size } from "../sizing/size.js";
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
  for (const intent of intents) {
    const outcome = size(inputOf(intent, pending, table));
    if (outcome.ok) {
      sized.push(outcome.value);
      if (!outcome.value.reduceOnly) pending.push(asPending(outcome.value));
    } else refused.push(sizingVeto(outcome.error));
  }
  return { sized, refused };
}

/** Asks sizing which way a held position goes, against the books as they stand. */
export function resizePlanner(input: DecisionInput, ctx: EngineContext): PlanResize {
  return (increase, band) => planResize(inputOf(increase, input.book.pending, sizingTable(input, ctx)), band);
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

function asPending(order: SizedOrder): PendingOrder {
  const { intent } = order;
  return {
    clientOrderId: intent.id,
    account: intent.account,
    symbol: intent.symbol,
    strategy: intent.strategy,
    side: intent.side,
    purpose: intent.purpose,
    leavesQty: Number(order.qty),
    notionalUsd: order.notionalUsd,
    reduceOnly: order.reduceOnly,
    unknown: false,
  };
}
