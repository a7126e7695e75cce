import type { EventBody, OutputEvent } from "../domain/event.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import type { GroupLeg, PairGroup } from "../domain/pair.js";
import { positionKey } from "../domain/portfolio.js";
import { addDec, compareDec, type Dec, exact, isZeroDec, toDec, ZERO } from "../lib/decimal.js";
import type { LedgerEffect } from "../ledger/apply.js";
import type { PairHolding } from "../screener/screen-pairs.js";
import type { EngineContext, EngineState } from "./state.js";

/** A leg may lack so much of what the other one asks for: less than that is rounding, more is an open risk. */
export const PAIR_IMBALANCE = 0.05;

/**
 * Follows the legs of each pair through the journal's events: what was asked, what filled, what ended, and what
 * follows. A group lives while any of it is held or on its way.
 */
export function foldPairGroups(
  state: EngineState,
  event: EventBody,
  { effect, ctx }: { readonly effect: LedgerEffect; readonly ctx: EngineContext },
): void {
  if (event.type === "cycle.decided") createGroups(state, event);
  if (event.type === "order.filled" && effect.order !== null) noteFill(state, event, effect.order);
  for (const group of Object.values(state.groups)) follow(state, group, ctx);
}

function createGroups(state: EngineState, { atMs, orders }: Extract<OutputEvent, { type: "cycle.decided" }>): void {
  for (const { leg, groupId, request, strategy } of orders) {
    if (leg === undefined || state.groups[groupId] !== undefined) continue;
    const ofRank = (rank: 0 | 1): GroupLeg => {
      const own = orders.filter((order) => order.groupId === groupId && order.leg?.rank === rank);
      const approvedQty = own.reduce((sum, order) => addDec(sum, order.request.qty ?? ZERO), ZERO);
      const first = own[0]?.request ?? request;
      return { symbol: first.symbol, side: first.side, approvedQty, filledQty: ZERO, ended: false, failure: null };
    };
    const { account } = request;
    state.groups[groupId] = {
      ...{ id: groupId, strategy, account, pair: leg.pair, terms: leg.terms, openedAtMs: atMs },
      ...{ legs: [ofRank(0), ofRank(1)], phase: "opening", firstFillAtMs: null, because: null },
    };
  }
}

function noteFill(
  state: EngineState,
  { atMs, qty }: { readonly atMs: number; readonly qty: Dec },
  order: OrderRecord,
): void {
  const group = state.groups[order.groupId];
  const leg = group?.legs.find(({ symbol }) => symbol === order.request.symbol);
  if (group === undefined || leg === undefined || order.purpose !== "open") return;
  leg.filledQty = addDec(leg.filledQty, qty);
  group.firstFillAtMs ??= atMs;
}

function follow(state: EngineState, group: PairGroup, ctx: EngineContext): void {
  for (const leg of group.legs) noteEnd(state, group, leg);
  const [first, second] = group.legs;
  const ended = first.ended && second.ended;
  const held = group.legs.map((leg) => isHeld(state, group, leg));
  // While the books still know an entry a late fill may come; it would find nobody to unwind it.
  if (ended && !held[0] && !held[1] && entriesOf(state, group.id).length === 0) {
    forget(state, group);
    return;
  }
  if (group.phase === "opening") followOpening(state, group, ctx);
  if (group.phase !== "open") return;
  const gone = group.legs.find((_leg, rank) => held[rank] === false);
  if (gone !== undefined) unwind(group, `${gone.symbol} of ${group.pair} is closed`);
}

function followOpening(state: EngineState, group: PairGroup, ctx: EngineContext): void {
  const [first, second] = group.legs;
  const deadlineMs = hedgeDeadlineMs(group, ctx);
  if (first.ended && second.ended) {
    const lacking = isZeroDec(first.filledQty) ? first : isFollowed(group) ? null : second;
    if (lacking === null) group.phase = "open";
    else unwind(group, `${lacking.symbol} of ${group.pair} ${lacking.failure ?? "did not fill"}`);
  } else if (deadlineMs !== null && state.atMs >= deadlineMs) {
    const seconds = String(group.terms.hedgeTimeoutMs / 1_000);
    unwind(group, `${group.pair} is not hedged ${seconds} s after its first fill`);
  }
}

function unwind(group: PairGroup, because: string): void {
  group.phase = "unwinding";
  group.because = because;
}

/** Whether the second leg holds what the first one's fills ask for, but for rounding. */
function isFollowed({ legs: [first, second] }: PairGroup): boolean {
  const asked = exact(followingQty(first, second));
  return exact(second.filledQty).greaterThanOrEqualTo(asked.times(1 - PAIR_IMBALANCE));
}

/** Of the following leg: as large a part of what was approved as the first leg got of its own; not on any grid. */
export function followingQty(first: GroupLeg, second: GroupLeg): Dec {
  if (compareDec(first.filledQty, first.approvedQty) >= 0) return second.approvedQty;
  const share = exact(first.filledQty).dividedBy(exact(first.approvedQty));
  return toDec(exact(second.approvedQty).times(share).toDecimalPlaces(20));
}

function noteEnd(state: EngineState, group: PairGroup, leg: GroupLeg): void {
  if (leg.ended) return;
  const entries = entriesOf(state, group.id).filter(({ request }) => request.symbol === leg.symbol);
  if (entries.some(({ status }) => !isFinal(status))) return;
  leg.ended = true;
  const failed = entries.findLast(({ status }) => status !== "filled");
  if (failed === undefined) return;
  const why = failed.endReason ?? (failed.endCode === null ? null : String(failed.endCode));
  leg.failure = why === null ? failed.status : `${failed.status}: ${why}`;
}

/** Entry orders of a group that the books still know, oldest first. */
export function entriesOf({ portfolio }: EngineState, groupId: string): readonly OrderRecord[] {
  return Object.values(portfolio.orders).filter((order) => order.groupId === groupId && order.purpose === "open");
}

function isHeld({ portfolio }: EngineState, { id, account }: PairGroup, { symbol }: GroupLeg): boolean {
  return portfolio.positions[positionKey(account, symbol)]?.groupId === id;
}

/** A pair that is over opens again once its spread has left the zone it was opened in; at its mean it has. */
function forget(state: EngineState, { id, strategy, pair, terms, firstFillAtMs }: PairGroup): void {
  Reflect.deleteProperty(state.groups, id);
  if (firstFillAtMs === null) return;
  const others = state.rearm.filter((wait) => wait.strategy !== strategy || wait.symbol !== pair);
  state.rearm = [...others, { strategy, symbol: pair, zone: terms.side }];
}

/** When a pair with a first fill must be whole; null before, and once its orders have ended. */
export function hedgeDeadlineMs({ phase, firstFillAtMs, terms }: PairGroup, ctx: EngineContext): number | null {
  if (phase !== "opening" || firstFillAtMs === null) return null;
  return firstFillAtMs + terms.hedgeTimeoutMs * ctx.timeScale;
}

export function pairHolding({ groups }: Pick<EngineState, "groups">, strategy: string, pair: string): PairHolding {
  const group = Object.values(groups).find((candidate) => candidate.strategy === strategy && candidate.pair === pair);
  if (group === undefined) return "none";
  return group.phase === "open" ? { terms: group.terms, openedAtMs: group.openedAtMs } : "busy";
}

/** Positions of pairs that are being unwound, by `account:symbol`, and why. */
export function unwindingPositions(state: EngineState): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const id in state.groups) {
    const group = state.groups[id];
    if (group?.phase !== "unwinding" || group.because === null) continue;
    for (const leg of group.legs) {
      const concerned = isHeld(state, group, leg) || !leg.ended;
      if (concerned) found[positionKey(group.account, leg.symbol)] = `unwinding: ${group.because}`;
    }
  }
  return found;
}
