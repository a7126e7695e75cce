import type { OutputEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import { present } from "../lib/invariant.js";
import { sliceOrder, type SliceWait } from "../routing/slice-order.js";
import { entryEnd } from "./entry-end.js";
import { mayCancel } from "./refused-cancels.js";
import { dueAtMs, endsAtMs, nextIdOf, nextQtyOf, type Schedule } from "./schedules.js";
import { haltedStrategies } from "./strategy-halts.js";
import type { EngineContext, EngineState } from "./state.js";
import { symbolView } from "./view.js";

/** Sends the slice that is due of an entry in slices, or ends the entry: its working orders are withdrawn, the rest given up. */
export function twapStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  for (const schedule of Object.values(state.schedules)) {
    const step = stepOf(schedule, state, ctx);
    if (step !== null) return step;
  }
  return null;
}

function stepOf(schedule: Schedule, state: EngineState, ctx: EngineContext): OutputEvent | null {
  const { atMs } = state;
  const reason = endOf(schedule, state);
  if (reason !== null) return withdraw(schedule, state, { reason, ctx }) ?? giveUp(schedule, atMs, reason);
  const isOver = atMs > endsAtMs(schedule, ctx);
  // A gate clears itself and a stop is followed by a start: the schedule waits, and gets too old if that takes long.
  const isPaused = state.portfolio.causes.length > 0 || state.stopRequested;
  if (isPaused) return isOver ? giveUp(schedule, atMs, "the signal is too old") : null;
  const decided = isOver || atMs >= dueAtMs(schedule) ? decide(schedule, state, ctx) : null;
  if (isOver) return giveUp(schedule, atMs, typeof decided === "string" ? decided : "the signal is too old");
  if (decided === null || typeof decided === "string") return null;
  const { plan, next, first } = schedule;
  const because = `slice ${String(next + 1)} of ${String(plan.slices)} after ${first.request.clientOrderId}`;
  return { type: "order.intended", atMs, order: decided, because };
}

function decide(schedule: Schedule, state: EngineState, ctx: EngineContext): ReturnType<typeof sliceOrder> | SliceWait {
  const { first, next } = schedule;
  const { account, symbol } = first.request;
  return sliceOrder({
    first,
    slice: next,
    qty: nextQtyOf(schedule),
    view: present(symbolView(state, symbol, ctx, account), `view of ${symbol}`),
    router: state.router,
    policy: ctx.routing,
    atMs: state.atMs,
  });
}

/** Why nothing more of an entry is sent, ever: a latch, an operator who halted its strategy, or the end of its position. */
function endOf({ first, filled }: Schedule, state: EngineState): string | null {
  if (state.portfolio.causes.some(({ kind }) => kind === "latch")) return "trading is not active";
  return haltedStrategies(state).includes(first.strategy) ? "trading is not active" : entryEnd(state, first, filled);
}

function withdraw(
  { first }: Schedule,
  state: EngineState,
  { reason, ctx }: { readonly reason: string; readonly ctx: EngineContext },
): OutputEvent | null {
  for (const { intentId, purpose, status, cancelRequested, request } of Object.values(state.portfolio.orders)) {
    const works = intentId === first.intentId && purpose === "open" && !isFinal(status) && !cancelRequested;
    const { clientOrderId } = request;
    if (!works || !mayCancel(state, clientOrderId, ctx)) continue;
    return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason };
  }
  return null;
}

/** Named by the slice that would have been next: it and all after it are not sent. */
function giveUp(schedule: Schedule, atMs: number, reason: string): OutputEvent {
  const { intentId } = schedule.first;
  return { type: "intent.given_up", atMs, clientOrderId: nextIdOf(schedule), intentId, reason };
}
