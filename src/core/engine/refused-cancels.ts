import { retryAtMs } from "./retry-at.js";
import type { EngineContext, EngineState } from "./state.js";

/** A cancel that the venue refused, most often because it doesn't know the order (yet, or any more). */
export interface RefusedCancel {
  readonly atMs: number;
  readonly times: number;
}

/** Longest wait before the next try. */
const LONGEST_WAIT_MS = 60_000;

export function noteRefusedCancel(state: EngineState, clientOrderId: string): void {
  const times = (state.refusedCancels[clientOrderId]?.times ?? 0) + 1;
  state.refusedCancels[clientOrderId] = { atMs: state.atMs, times };
}

/** Orders that have ended need no cancel any more. */
export function forgetRefusedCancels(state: EngineState): void {
  for (const clientOrderId of Object.keys(state.refusedCancels)) {
    if (state.portfolio.orders[clientOrderId] === undefined) {
      Reflect.deleteProperty(state.refusedCancels, clientOrderId);
    }
  }
}

/** When an order may be cancelled again: the books may know one that the venue doesn't. */
export function mayCancelAtMs(
  state: EngineState,
  clientOrderId: string,
  ctx: Pick<EngineContext, "exits" | "timeScale">,
): number {
  return retryAtMs(state.refusedCancels[clientOrderId], LONGEST_WAIT_MS, ctx);
}

export function mayCancel(state: EngineState, clientOrderId: string, ctx: EngineContext): boolean {
  return state.atMs >= mayCancelAtMs(state, clientOrderId, ctx);
}
