import type { PendingOrder } from "../domain/decision-book.js";
import type { EventBody, IntendedOrder } from "../domain/event.js";
import type { SlicePlan } from "../domain/order.js";
import { isZeroDec, toNumber } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { LedgerEffect } from "../ledger/apply.js";
import { clientOrderIdOf, sliceOf } from "../routing/client-order-id.js";
import { sliceQty, sliceRest } from "../routing/twap.js";
import type { RouterHealthFile } from "../telemetry/router-health.schema.js";
import type { EngineContext, EngineState } from "./state.js";

/** An entry in slices that is not done yet: a fold of the orders that were journaled for it. */
export interface Schedule {
  readonly plan: SlicePlan;
  readonly first: IntendedOrder;
  readonly startMs: number;
  /** The slice to come; those before it are journaled. */
  next: number;
  /** When the newest slice was decided. */
  lastMs: number;
  /** Whether any slice has filled, even in part. */
  filled: boolean;
}

/** Folds orders, fills and the end of an entry into its schedule; changes `state` in place. */
export function foldSchedules(state: EngineState, event: EventBody, { order }: LedgerEffect): void {
  const { schedules } = state;
  if (event.type === "cycle.decided") for (const decided of event.orders) noteSlice(state, decided, event.atMs);
  else if (event.type === "order.intended") noteSlice(state, event.order, event.atMs);
  else if (event.type === "order.filled" && order !== null) {
    const schedule = schedules[order.intentId];
    if (schedule !== undefined && order.purpose === "open") schedule.filled = true;
  } else if (event.type === "intent.given_up") {
    const schedule = schedules[event.intentId];
    if (schedule !== undefined && nextIdOf(schedule) === event.clientOrderId) drop(state, event.intentId);
  }
}

function noteSlice(state: EngineState, decided: IntendedOrder, atMs: number): void {
  const { intentId, purpose, attempt, twap } = decided;
  if (twap !== undefined) {
    state.schedules[intentId] = { plan: twap, first: decided, startMs: atMs, next: 1, lastMs: atMs, filled: false };
    return;
  }
  const schedule = state.schedules[intentId];
  const isNext = purpose === "open" && attempt === 0 && schedule?.next === sliceOf(decided.request.clientOrderId);
  if (schedule === undefined || !isNext) return;
  schedule.next += 1;
  schedule.lastMs = atMs;
  if (schedule.next >= schedule.plan.slices) drop(state, intentId);
}

function drop(state: EngineState, intentId: string): void {
  Reflect.deleteProperty(state.schedules, intentId);
}

/** The id that the slice to come will have. */
export function nextIdOf({ first, next }: Schedule): string {
  return clientOrderIdOf({ intentId: first.intentId, purpose: first.purpose, slice: next, attempt: 0 });
}

/** A slice follows the one before it by an interval, however late that one was: late slices are not bunched. */
export function dueAtMs({ lastMs, plan }: Schedule): number {
  return lastMs + plan.intervalMs;
}

/** What is left after this instant is too old to be sent. */
export function endsAtMs(
  { startMs, plan }: Schedule,
  { maxSignalAgeMs }: Pick<EngineContext, "maxSignalAgeMs">,
): number {
  return startMs + plan.slices * plan.intervalMs + maxSignalAgeMs;
}

export function nextQtyOf({ plan, next }: Schedule): ReturnType<typeof sliceQty> {
  return sliceQty(plan, next);
}

/** What schedules have still to send, as exposure: it was approved with the first slice and its room is taken. */
export function scheduledOrders(
  { schedules }: EngineState,
  account: string,
  marks: (symbol: string) => number,
): readonly PendingOrder[] {
  return Object.values(schedules).flatMap((schedule): PendingOrder[] => {
    const { request, strategy, purpose } = schedule.first;
    const rest = sliceRest(schedule.plan, schedule.next);
    if (request.account !== account || isZeroDec(rest)) return [];
    const leavesQty = toNumber(rest);
    return [
      {
        clientOrderId: nextIdOf(schedule),
        account,
        symbol: request.symbol,
        strategy,
        side: request.side,
        purpose,
        leavesQty,
        notionalUsd: leavesQty * marks(request.symbol),
        reduceOnly: false,
        unknown: false,
      },
    ];
  });
}

/** Entries in slices that are under way, as a person is told of them. */
export function scheduleRows(
  state: EngineState,
  ctx: Pick<EngineContext, "maxSignalAgeMs">,
): RouterHealthFile["schedules"] {
  return Object.values(state.schedules).map((schedule) => {
    const { plan, first, next } = schedule;
    const { account, symbol, side } = first.request;
    return {
      ...{ intentId: first.intentId, account, symbol, side },
      qty: plan.qty,
      restQty: sliceRest(plan, next),
      slices: plan.slices,
      nextSlice: next + 1,
      nextAt: isoUtc(dueAtMs(schedule)),
      endsAt: isoUtc(endsAtMs(schedule, ctx)),
    };
  });
}
