import { isReducingPurpose } from "../domain/intent.js";
import type { Instrument } from "../domain/instrument.js";
import { isFinal } from "../domain/order.js";
import type { GroupLeg, PairGroup } from "../domain/pair.js";
import { positionKey } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import { absDec, compareDec, dec, type Dec, mulDec, subDec, toNumber } from "../lib/decimal.js";
import type { Trim } from "../exits/guard.js";
import { instrumentOf } from "./instrument-of.js";
import { PAIR_IMBALANCE } from "./pair-groups.js";
import type { EngineContext, EngineState } from "./state.js";

interface HeldLeg {
  readonly leg: GroupLeg;
  readonly position: Position;
  /** What is held of what the pair was opened with: 1 until somebody else has traded. */
  readonly share: number;
}

/**
 * Open pairs of which the venue, or a hand beside us, has traded one leg: the leg of which more is left is cut to the
 * share of the other one, by `account:symbol`. Nothing while an order that reduces either leg is still at work: it may
 * be the one that balances them. A leg that is gone altogether has its pair unwound (pair-groups.ts).
 */
export function lopsidedPositions(state: EngineState, ctx: EngineContext): Readonly<Record<string, Trim>> {
  let found: Record<string, Trim> | null = null;
  for (const key in state.groups) {
    const group = state.groups[key];
    if (group?.phase !== "open") continue;
    const [one, two] = group.legs.map((leg) => heldLeg(state, group, leg));
    if (one === undefined || one === null || two === undefined || two === null) continue;
    const [larger, smaller] = one.share >= two.share ? [one, two] : [two, one];
    const isBalanced = smaller.share >= larger.share * (1 - PAIR_IMBALANCE);
    if (isBalanced || isBeingReduced(state, group)) continue;
    const instrument = instrumentOf(state, larger.leg.symbol, ctx, group.account);
    const qty = instrument === undefined ? null : excess(larger, smaller.share, instrument);
    if (qty === null) continue;
    const left = ({ leg, share }: HeldLeg): string => `${leg.symbol} ${String(Math.round(share * 100))} %`;
    const because = `balancing ${group.pair}: ${left(smaller)}, ${left(larger)} of what it was opened with`;
    (found ??= {})[positionKey(group.account, larger.leg.symbol)] = { qty, because };
  }
  return found ?? {};
}

function heldLeg({ portfolio }: EngineState, { id, account }: PairGroup, leg: GroupLeg): HeldLeg | null {
  const position = portfolio.positions[positionKey(account, leg.symbol)];
  const opened = toNumber(leg.filledQty);
  if (position?.groupId !== id || !(opened > 0)) return null;
  return { leg, position, share: Math.abs(toNumber(position.qty)) / opened };
}

/** A resting exit waits for its price; one that has triggered, and every other reducing order, is at work. */
function isBeingReduced({ portfolio }: EngineState, { account, legs }: PairGroup): boolean {
  return Object.values(portfolio.orders).some(({ request, purpose, status, triggered }) => {
    if (isFinal(status) || !isReducingPurpose(purpose) || request.account !== account) return false;
    const rests = request.triggerPrice !== null && !triggered;
    return !rests && legs.some(({ symbol }) => symbol === request.symbol);
  });
}

/**
 * What the larger leg holds beyond the share of the other one, in the nearest whole number of steps: less than half a
 * step is rounding, null. All of it where the venue would not take an order for the rest.
 */
function excess({ leg, position }: HeldLeg, share: number, { stepSize, minQty }: Instrument): Dec | null {
  const held = absDec(position.qty);
  const steps = Math.round((toNumber(held) - toNumber(leg.filledQty) * share) / toNumber(stepSize));
  const isOrder = steps >= 1 && Number.isFinite(steps);
  if (!isOrder) return null;
  const wanted = mulDec(dec(steps.toFixed(0)), stepSize);
  const qty = compareDec(wanted, minQty) < 0 ? minQty : wanted;
  return compareDec(subDec(held, qty), minQty) < 0 ? held : qty;
}
