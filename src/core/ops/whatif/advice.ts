import type { Clamp, SizedOrder } from "../../domain/intent.js";
import { allowedUsd } from "../../domain/size-limit.js";
import { sizingLimits } from "../../engine/sizing-limits.js";
import type { EngineContext } from "../../engine/state.js";
import { toNumber } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";
import { openingCaps } from "../../sizing/caps.js";
import { asPending } from "../../sizing/size-pair.js";
import type { ReviewBooks } from "./session-books.js";

/**
 * What sizing would do to a notional, limit by limit, in its own order. Nothing of it is applied; a limit that can't be
 * known gives no advice.
 */
export function sizingAdvice(
  askedUsd: number,
  order: SizedOrder,
  { book, view, earlier }: ReviewBooks,
  ctx: EngineContext,
): readonly Clamp[] {
  const { intent } = order;
  const symbol = ctx.risk.symbols[intent.symbol];
  const strategy = ctx.risk.strategies[intent.strategy];
  if (symbol === undefined || strategy === undefined) return [];
  const input = {
    intent,
    view: present(view.symbols.get(intent.symbol), `view of ${intent.symbol}`),
    book: { ...book, pending: [...book.pending, ...earlier.filter(({ reduceOnly }) => !reduceOnly).map(asPending)] },
    caps: { strategy, symbol },
    limits: sizingLimits(view, ctx.risk),
    policy: ctx.sizing,
    bucketMultiplier: 1,
    positionQty: null,
  };
  const clamps: Clamp[] = [];
  let targetUsd = askedUsd;
  for (const cap of openingCaps(input, toNumber(order.referencePrice))) {
    const afterUsd = allowedUsd(cap, targetUsd);
    const clampsIt = afterUsd < targetUsd;
    if (!clampsIt) continue;
    clamps.push({ rule: cap.clamp, beforeUsd: targetUsd, afterUsd });
    targetUsd = afterUsd;
  }
  return clamps;
}
