import type { PendingOrder } from "../domain/decision-book.js";
import type { SizedOrder } from "../domain/intent.js";
import { err, ok, type Result } from "../lib/result.js";
import type { SizingFailure } from "./failure.js";
import type { SizingInput } from "./input.js";
import { size } from "./size.js";
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
 * the leg that is wanted least would get alone. A limit that cuts one leg cuts the other by the same factor.
 *
 * What rounding to steps leaves of the shares: the leg with the coarser step goes first, and the other follows the
 * notional it got, so that they differ by less than one step of the finer one.
 */
export function sizePair(legs: readonly SizingInput[]): SizedPair {
  const full = legs.map((leg) => targetNotionalUsd(leg));
  const unknown = full.findIndex((target) => !target.ok);
  // The failure is told in the words that a single order would have got.
  if (unknown >= 0)
    return sizeAll(
      legs,
      legs.map(() => 1),
    );
  const perShare = full.map((target, i) => (target.ok ? target.value : Number.NaN) / shareOf(legs[i]));
  const commonUsd = Math.min(...perShare);
  const scales = perShare.map((usd) => commonUsd / usd);
  const first = sizeAll(legs, scales);
  if (!first.ok) return first;
  const wantedUsd = legs.map((leg) => commonUsd * shareOf(leg));
  const cut = first.value.map(({ clamps, notionalUsd }, i) =>
    clamps.length === 0 ? 1 : notionalUsd / (wantedUsd[i] ?? Number.NaN),
  );
  const factor = Math.min(...cut);
  const at = (scale: number): number => scale * factor * (1 + ROUNDING);
  const coarser = coarserLeg(legs);
  const lead = sizeAll(legs, scales.map(at));
  if (!lead.ok) return lead;
  const led = lead.value[coarser]?.notionalUsd ?? Number.NaN;
  // Never above what the limits left: rounding of the lead only takes away.
  const follow = Math.min(1, led / ((wantedUsd[coarser] ?? Number.NaN) * factor));
  const scaled = scales.map((scale, i) => at(scale) * (i === coarser ? 1 : follow));
  const final = sizeAll(legs, scaled);
  return final.ok ? ok(final.value.map((order, i) => withClamps(order, first.value[i], wantedUsd[i]))) : final;
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
    const pending = [...leg.book.pending, ...sized.map(asPending)];
    const outcome = size({ ...leg, book: { ...leg.book, pending }, targetScale: scales[i] ?? Number.NaN });
    if (!outcome.ok) return err({ leg: i, failure: outcome.error });
    sized.push(outcome.value);
  }
  return ok(sized);
}

/** The limits that cut a leg when it was asked for in full, and what its partner's limits took beyond. */
function withClamps(order: SizedOrder, full: SizedOrder | undefined, wantedUsd = Number.NaN): SizedOrder {
  const clamps = full?.clamps ?? [];
  const beforeUsd = clamps.at(-1)?.afterUsd ?? wantedUsd;
  // Rounding to a step is no cut.
  const byPartner = order.notionalUsd < 0.99 * Math.min(beforeUsd, full?.notionalUsd ?? beforeUsd);
  if (!byPartner) return { ...order, clamps };
  return { ...order, clamps: [...clamps, { rule: "hedge_ratio", beforeUsd, afterUsd: order.notionalUsd }] };
}

/** An order that has been sized and is not in the books yet, as later ones see it. */
export function asPending(order: SizedOrder): PendingOrder {
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
