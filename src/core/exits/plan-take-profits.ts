import type { OrderRecord } from "../domain/order.js";
import type { ExitPlan } from "../domain/position.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import {
  absDec,
  compareDec,
  type Dec,
  decFromNumber,
  floorToStep,
  isZeroDec,
  mulDec,
  subDec,
  ZERO,
} from "../lib/decimal.js";
import { exitOrder } from "./exit-order.js";
import { cancel, type Guard, isCancellable, NO_ACTIONS, type ProtectionAction } from "./guard.js";
import { isAt, isLive } from "./protection.js";

/**
 * The ladder: each rung that is not done rests for its share of the original position. A rung that must change is
 * cancelled first and placed again once it is gone, so that rungs never add up to more than the position.
 * The ledger marks a rung done when its order has filled.
 */
export function planTakeProfits(of: Guard, exits: ExitPlan): readonly ProtectionAction[] {
  const { orders, view, side } = of;
  if (exits.takeProfits.length === 0 && !orders.some(isRung)) return NO_ACTIONS;
  const ladder = orders.filter((order) => isRung(order) && order.request.side === side);
  if (exits.takeProfits.length === 0 && ladder.length === 0) return NO_ACTIONS;
  const wanted = rungs(of, exits);
  const actions: ProtectionAction[] = [];
  // Counted in steps of now: a rung that was placed on a finer grid is as good as it was.
  const restOf = (order: OrderRecord): Dec =>
    view === undefined ? unfilledQty(order) : floorToStep(unfilledQty(order), view.instrument.stepSize);
  for (const order of ladder) {
    if (!isLive(order) || order.triggered) continue;
    const rung = wanted.find(({ price }) => isAt(order, price));
    const tooLarge = rung === undefined || compareDec(restOf(order), rung.qty) > 0;
    const tooSmall = rung !== undefined && isZeroDec(order.filledQty) && compareDec(restOf(order), rung.qty) < 0;
    if ((tooLarge || tooSmall) && isCancellable(order)) actions.push(cancel(order, "the ladder has changed"));
  }
  for (const rung of wanted) {
    // A rung that was refused waits for the next cycle, when its record is gone.
    const known = ladder.some((order) => isAt(order, rung.price) && order.status !== "canceled");
    if (!known && !isZeroDec(rung.qty)) actions.push(placeRung(of, rung));
  }
  return actions;
}

function isRung({ purpose }: OrderRecord): boolean {
  return purpose === "take_profit";
}

/** Shares that floating point can't tell from all there is. */
const WHOLE = 1 - 1e-9;

interface Rung {
  readonly index: number;
  readonly price: Dec;
  readonly qty: Dec;
}

function rungs({ position, view }: Guard, exits: ExitPlan): Rung[] {
  if (view === undefined) return [];
  const { stepSize, minQty } = view.instrument;
  let doneShare = 0;
  let openShare = 0;
  for (const { done, fraction } of exits.takeProfits) {
    if (done) doneShare += fraction;
    else openShare += fraction;
  }
  const base = Math.max(1 - doneShare, openShare);
  const held = absDec(position.qty);
  const last = exits.takeProfits.findLastIndex(({ done }) => !done);
  const closesAll = openShare >= base * WHOLE;
  let left = held;
  return exits.takeProfits.flatMap(({ price, fraction, done }, index) => {
    if (done) return [];
    // What rounding leaves of a ladder for the whole position goes with its last rung: a step would stay behind and be held.
    const wanted = closesAll && index === last ? left : mulDec(held, decFromNumber(Math.min(1, fraction / base)));
    const share = floorToStep(wanted, stepSize);
    const qty = compareDec(share, minQty) < 0 ? ZERO : share;
    left = subDec(left, qty);
    return [{ index, price, qty }];
  });
}

function placeRung({ position, view }: Guard, { index, price, qty }: Rung): ProtectionAction {
  const because = `take-profit ${index + 1}`;
  const sized = exitOrder({ position, view, purpose: "take_profit", part: index, qty, triggerPrice: price, because });
  return { kind: "place", sized, because };
}
