import type { PendingOrder } from "../domain/decision-book.js";
import type { SizedOrder } from "../domain/intent.js";
import { err, ok, type Result } from "../lib/result.js";
import type { SizingFailure } from "./failure.js";
import type { SizingInput } from "./input.js";
import { largestFactor, onItsWay, withPending } from "./pair-fit.js";
import { size, smallestOrder } from "./size.js";
import { targetNotionalUsd } from "./target.js";

/** The leg that got no quantity, by its place in the input; the other one is refused because of it. */
export interface PairFailure {
  readonly leg: number;
  readonly failure: SizingFailure;
}

/** A quantity that was a whole number of steps must not lose one by being multiplied back. */
const ROUNDING = 1e-9;

type SizedPair = Result<readonly SizedOrder[], PairFailure>;

/**
 * Sizes the legs of a pair together, so that their notionals keep their shares. One dollar amount holds for both: what
 * the leg that is wanted least would get alone, cut until every limit holds for both, those that they share included.
 *
 * What rounding to steps leaves of the shares: the leg with the coarser step goes first, and the other follows the
 * notional it got, so that they differ by less than one step of the finer one.
 */
export function sizePair(legs: readonly SizingInput[]): SizedPair {
  const targets = legs.map((leg) => targetNotionalUsd(leg));
  const whole = legs.map(() => 1);
  // The failure is told in the words that a single order would have got.
  if (targets.some((target) => !target.ok) || legs.some(({ view }) => !(view.mark > 0))) return sizeAll(legs, whole);
  const perShare = targets.map((target, i) => (target.ok ? target.value : Number.NaN) / shareOf(legs[i]));
  const commonUsd = Math.min(...perShare);
  const scales = perShare.map((usd) => commonUsd / usd);
  const wantedUsd = legs.map((leg) => commonUsd * shareOf(leg));
  const factor = largestFactor(legs, wantedUsd);
  const at = (scale: number): number => scale * Math.min(1, factor * (1 + ROUNDING));
  const coarser = coarserLeg(legs);
  const lead = sizeAll(legs, scales.map(at));
  if (!lead.ok) return err(inFull(lead.error, legs, scales));
  const led = lead.value[coarser]?.notionalUsd ?? Number.NaN;
  // Never above what the limits left: rounding of the lead only takes away.
  const follow = Math.min(1, led / ((wantedUsd[coarser] ?? Number.NaN) * factor));
  const scaled = scales.map((scale, i) => at(scale) * (i === coarser ? 1 : follow));
  const final = sizeAll(legs, scaled);
  return final.ok ? ok(withClamps(final.value, legs, scales)) : err(inFull(final.error, legs, scales));
}

/** The failure of a leg, with the limits that leave so little for it: seen when it asks for all that it wants. */
function inFull({ leg, failure }: PairFailure, legs: readonly SizingInput[], scales: readonly number[]): PairFailure {
  const [refused, ...others] = [legs[leg], ...legs.filter((_, i) => i !== leg)];
  if (refused === undefined) return { leg, failure };
  // Its partner can be no smaller than legal.
  const beside = others.map((other) => asPending(smallestOrder(other)));
  const outcome = size({ ...withPending(refused, beside), targetScale: scales[leg] ?? Number.NaN });
  return { leg, failure: outcome.ok ? failure : outcome.error };
}

function shareOf(leg: SizingInput | undefined): number {
  return leg?.intent.leg?.share ?? 1;
}

function coarserLeg(legs: readonly SizingInput[]): number {
  const stepsUsd = legs.map(({ view }) => Number(view.instrument.stepSize) * view.mark);
  return stepsUsd.indexOf(Math.max(...stepsUsd));
}

function sizeAll(legs: readonly SizingInput[], scales: readonly number[]): SizedPair {
  const sized: SizedOrder[] = [];
  for (const [i, leg] of legs.entries()) {
    const outcome = size({ ...withPending(leg, sized.map(asPending)), targetScale: scales[i] ?? Number.NaN });
    if (!outcome.ok) return err({ leg: i, failure: outcome.error });
    sized.push(outcome.value);
  }
  return ok(sized);
}

/** With the limits that would have cut each leg beside the one before it, and what its partner's limits took beyond. */
function withClamps(
  orders: readonly SizedOrder[],
  legs: readonly SizingInput[],
  scales: readonly number[],
): readonly SizedOrder[] {
  return orders.map((order, i) => {
    const leg = legs[i];
    if (leg === undefined) return order;
    const asked = size({
      ...withPending(leg, orders.slice(0, i).map(asPending)),
      targetScale: scales[i] ?? Number.NaN,
    });
    if (!asked.ok) return order;
    const { clamps, notionalUsd: fullUsd } = asked.value;
    const beforeUsd = clamps.at(-1)?.afterUsd ?? fullUsd;
    // Rounding to a step is no cut.
    const byPartner = order.notionalUsd < 0.99 * Math.min(beforeUsd, fullUsd);
    if (!byPartner) return { ...order, clamps };
    return { ...order, clamps: [...clamps, { rule: "hedge_ratio", beforeUsd, afterUsd: order.notionalUsd }] };
  });
}

/** An order that has been sized and is not in the books yet, as later ones see it. */
export function asPending({ intent, qty, notionalUsd, reduceOnly }: SizedOrder): PendingOrder {
  return onItsWay(intent, { qty: Number(qty), notionalUsd, reduceOnly });
}
