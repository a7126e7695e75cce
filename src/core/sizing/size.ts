import { smallestQty } from "../domain/instrument.js";
import { type Clamp, isReducingPurpose, type SizedOrder } from "../domain/intent.js";
import { allowedUsd, holds, measuredBy, type SizeLimit } from "../domain/size-limit.js";
import { absDec, compareDec, type Dec, decFromNumber, signDec, toNumber } from "../lib/decimal.js";
import { err, ok, type Result } from "../lib/result.js";
import { openingCaps } from "./caps.js";
import { emptyOrder, type FailureDetail, refusal, type SizingFailure, type SizingFailureCode } from "./failure.js";
import type { SizingInput } from "./input.js";
import { largestQuantity, notionalOf, oneStepLess, quantityFor } from "./quantity.js";
import { exitsAreUsable, targetNotionalUsd } from "./target.js";

type Sized = Result<SizedOrder, SizingFailure>;

/**
 * Gives an intent a quantity that fits strategy, limits and filters. Same inputs, same bytes.
 * Opens follow the target and its clamps; a reduce goes down to the target; every other purpose takes the whole
 * position, to the last digit and beyond the market maximum (the executor slices).
 *
 * Errors: `SizingFailure` with a named code; an input that is NaN or missing never becomes a quantity.
 */
export function size(input: SizingInput): Sized {
  const { purpose } = input.intent;
  if (!isReducingPurpose(purpose)) return sizeOpen(input);
  return purpose === "reduce" ? sizeReduce(input) : sizeWhole(input);
}

interface Attempt {
  readonly input: SizingInput;
  readonly price: number;
  readonly clamps: readonly Clamp[];
}

function fail(attempt: Attempt, code: SizingFailureCode, detail: FailureDetail): Sized {
  return err(refusal(code, leastOrder(attempt), detail));
}

/** The smallest legal order of an opening intent; of nothing where no price or minimum is known, or it only reduces. */
export function smallestOrder(input: SizingInput): SizedOrder {
  return leastOrder({ input, price: input.view.mark, clamps: [] });
}

function leastOrder(attempt: Attempt): SizedOrder {
  const { input, price, clamps } = attempt;
  const minUsd = minimumUsd(input);
  const known = !isReducingPurpose(input.intent.purpose) && usablePrice(price) && Number.isFinite(minUsd);
  return known ? build(attempt, leastQty(input, price, minUsd)) : emptyOrder(input.intent, price, clamps);
}

function leastQty({ view }: SizingInput, price: number, minUsd: number): Dec {
  return smallestQty(view.instrument, decFromNumber(minUsd), decFromNumber(price));
}

function build({ input, price, clamps }: Attempt, qty: Dec): SizedOrder {
  const referencePrice = decFromNumber(price);
  const notionalUsd = notionalOf(qty, referencePrice);
  const leverage = notionalUsd / input.book.navUsd;
  return {
    intent: input.intent,
    qty,
    referencePrice,
    notionalUsd,
    // A close goes out even while the NAV is unknown.
    leverage: Number.isFinite(leverage) ? leverage : 0,
    clamps,
    reduceOnly: isReducingPurpose(input.intent.purpose),
    triggerPrice: null,
    closePosition: false,
  };
}

const usablePrice = (price: number | undefined): price is number =>
  price !== undefined && price > 0 && Number.isFinite(price);

function sizeOpen(input: SizingInput): Sized {
  const price = input.view.mark;
  const attempt: Attempt = { input, price, clamps: [] };
  if (!usablePrice(price)) return fail(attempt, "price_invalid", { measured: price });
  if (!exitsAreUsable(input.intent.exits)) return fail(attempt, "exits_invalid", { unit: "usd" });
  const target = targetNotionalUsd(input);
  if (!target.ok) return fail(attempt, target.error.code, target.error.detail);
  const wantedUsd = input.intent.exposure === null ? target.value : target.value - heldAlongUsd(input);
  const worthwhile = wantedUsd > 0 && Number.isFinite(wantedUsd);
  if (!worthwhile) return fail(attempt, "no_target", { measured: wantedUsd, limit: 0 });
  const caps = openingCaps(input, price);
  const unknown = caps.find((cap) => Number.isNaN(allowedUsd(cap, wantedUsd)));
  return unknown === undefined ? fit(attempt, wantedUsd, caps) : limitUnknown(attempt, unknown);
}

/** A limit of review that can't be measured is refused in its own terms, as review does it. */
function limitUnknown(attempt: Attempt, limit: SizeLimit): Sized {
  const order = leastOrder(attempt);
  const failure = refusal("cap_unknown", order, { setting: limit.setting });
  const ofReview = limit.rule !== failure.violation.rule;
  return err(ofReview ? { ...failure, violation: measuredBy(limit, order.notionalUsd) } : failure);
}

/** What an exposure strategy already holds or has on order in the wanted direction. */
function heldAlongUsd({ intent, book }: SizingInput): number {
  const sign = intent.side === "buy" ? 1 : -1;
  const held = book.positions.filter((position) => position.symbol === intent.symbol);
  const opening = book.pending.filter((order) => order.symbol === intent.symbol && !order.reduceOnly);
  return (
    held.reduce((sum, position) => sum + sign * Math.sign(position.qty) * position.notionalUsd, 0) +
    opening.reduce((sum, order) => sum + (order.side === intent.side ? order.notionalUsd : 0), 0)
  );
}

function clampAll(wantedUsd: number, caps: readonly SizeLimit[]): { targetUsd: number; clamps: Clamp[] } {
  const clamps: Clamp[] = [];
  let targetUsd = wantedUsd;
  for (const cap of caps) {
    const afterUsd = allowedUsd(cap, targetUsd);
    const within = targetUsd <= afterUsd;
    if (within) continue;
    clamps.push({ rule: cap.clamp, beforeUsd: targetUsd, afterUsd });
    targetUsd = afterUsd;
  }
  return { targetUsd, clamps };
}

function fit(attempt: Attempt, wantedUsd: number, caps: readonly SizeLimit[]): Sized {
  const { input, price } = attempt;
  const { instrument } = input.view;
  const { targetUsd, clamps } = clampAll(wantedUsd, caps);
  const mark = decFromNumber(price);
  const most = largestQuantity(instrument);
  let qty = quantityFor(targetUsd, mark, instrument);
  if (compareDec(qty, most) > 0) {
    clamps.push({ rule: "market_max_qty", beforeUsd: targetUsd, afterUsd: notionalOf(most, mark) });
    qty = most;
  }
  // Adding up in floating point may differ in the last bit from taking away: then one step less.
  if (!caps.every((cap) => holds(cap, notionalOf(qty, mark)))) qty = oneStepLess(qty, instrument);
  const minUsd = minimumUsd(input);
  const legal = compareDec(qty, instrument.minQty) >= 0 && notionalOf(qty, mark) >= minUsd;
  const fitted: Attempt = { ...attempt, clamps };
  return legal ? ok(build(fitted, qty)) : belowMinimum(fitted, { qty, wantedUsd, targetUsd, caps });
}

function minimumUsd({ caps, view }: SizingInput): number {
  return Math.max(caps.symbol.minNotionalUsd, toNumber(view.instrument.minNotional));
}

interface TooSmall {
  readonly qty: Dec;
  readonly wantedUsd: number;
  readonly targetUsd: number;
  readonly caps: readonly SizeLimit[];
}

function belowMinimum(attempt: Attempt, tooSmall: TooSmall): Sized {
  const { input, price, clamps } = attempt;
  const { instrument } = input.view;
  const mark = decFromNumber(price);
  const minUsd = minimumUsd(input);
  if (!Number.isFinite(minUsd))
    return fail(attempt, "cap_unknown", { setting: "risk_limits.global.min_notional_usdt" });
  const least = leastQty(input, price, minUsd);
  const leastUsd = notionalOf(least, mark);
  const allowed = tooSmall.caps.every((cap) => holds(cap, leastUsd));
  const legal = compareDec(least, largestQuantity(instrument)) <= 0;
  if (input.limits.minNotionalPolicy === "bump" && allowed && legal) {
    const bump: Clamp = { rule: "min_notional_bump", beforeUsd: tooSmall.targetUsd, afterUsd: leastUsd };
    return ok(build({ ...attempt, clamps: [...clamps, bump] }, least));
  }
  const measured = notionalOf(tooSmall.qty, mark);
  const setting = input.caps.symbol.minNotionalSetting;
  const failure = refusal("min_notional", build(attempt, least), { measured, limit: leastUsd, setting });
  const clamp = clamps.find(({ beforeUsd, afterUsd }) => beforeUsd >= leastUsd && afterUsd < leastUsd);
  const tight = tooSmall.caps.filter((cap) => !holds(cap, leastUsd));
  const first = tight.filter((cap) => cap.clamp === clamp?.rule);
  const others = tight.filter((cap) => !first.includes(cap));
  const bindings = [...first, ...others].map((cap) => measuredBy(cap, leastUsd));
  return err({ ...failure, bindingClamp: clamp?.rule ?? null, bindings });
}

/** A price for the record of an order that only reduces: it must go out even where the mark is unknown. */
function reducingPrice({ intent, view, book }: SizingInput): number {
  const held = book.positions.find((position) => position.symbol === intent.symbol);
  const known = [view.mark, view.last, held?.markPrice, held?.entryPrice].find(usablePrice);
  return known ?? Number.NaN;
}

function heldProblem(input: SizingInput): SizingFailureCode | null {
  const { positionQty, intent } = input;
  const sign = positionQty === null ? 0 : signDec(positionQty);
  if (sign === 0) return "position_missing";
  const reduces = sign > 0 ? intent.side === "sell" : intent.side === "buy";
  return reduces ? null : "side_mismatch";
}

function sizeWhole(input: SizingInput): Sized {
  const attempt: Attempt = { input, price: reducingPrice(input), clamps: [] };
  const held = heldProblem(input);
  if (held !== null || input.positionQty === null) return fail(attempt, held ?? "position_missing", { unit: "count" });
  if (!usablePrice(attempt.price)) return fail(attempt, "price_invalid", { measured: attempt.price });
  return ok(build(attempt, absDec(input.positionQty)));
}

function sizeReduce(input: SizingInput): Sized {
  const attempt: Attempt = { input, price: input.view.mark, clamps: [] };
  const held = heldProblem(input);
  if (held !== null || input.positionQty === null) return fail(attempt, held ?? "position_missing", { unit: "count" });
  if (!usablePrice(attempt.price)) return fail(attempt, "price_invalid", { measured: attempt.price });
  const target = targetNotionalUsd(input);
  if (!target.ok) return fail(attempt, target.error.code, target.error.detail);
  const mark = decFromNumber(attempt.price);
  const heldUsd = notionalOf(input.positionQty, mark);
  const excessUsd = heldUsd - target.value;
  if (!(excessUsd > 0)) return fail(attempt, "no_target", { measured: excessUsd, limit: 0 });
  const { instrument } = input.view;
  const qty = quantityFor(excessUsd, mark, instrument);
  const legal = compareDec(qty, instrument.minQty) >= 0;
  if (!legal)
    return err(
      refusal("min_notional", build(attempt, qty), { measured: excessUsd, limit: notionalOf(instrument.minQty, mark) }),
    );
  return ok(build(attempt, compareDec(qty, absDec(input.positionQty)) > 0 ? absDec(input.positionQty) : qty));
}
