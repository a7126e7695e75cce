import type { EventBody } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import type { LedgerEffect } from "../ledger/apply.js";
import type { EngineState } from "./state.js";

/** Code of the latch for what the venue did on its own. */
const FORCED_CAUSE = "forced_event";
/** Code of the latch for a broken promise of the code. */
const BUG_CAUSE = "broken_invariant";

/** Remembers what nobody here decided until its latch is raised. */
export function noteForcedEvent(state: EngineState, event: EventBody, { order }: LedgerEffect): void {
  if (event.type === "position.liquidated") {
    state.forcedEvent = `liquidation of ${event.qty} ${event.symbol} at ${event.price}`;
  } else if (event.type === "order.filled" && order === null) {
    state.forcedEvent = `fill of the unknown order ${event.clientOrderId}`;
  } else if (event.type === "invariant.broken") {
    state.brokenInvariant = event.message;
  } else if (event.type === "cause.raised") {
    if (event.cause.code === FORCED_CAUSE) state.forcedEvent = null;
    if (event.cause.code === BUG_CAUSE) state.brokenInvariant = null;
  }
}

/** A bug ended the process before this one: nothing is traded on books that may be wrong. */
export function bugCause({ atMs, brokenInvariant }: EngineState): StateCause[] {
  if (brokenInvariant === null) return [];
  const clears = `an operator, after reporting: ${brokenInvariant}`;
  return [{ code: BUG_CAUSE, kind: "latch", state: "HALTED", sinceMs: atMs, clears }];
}

/** A liquidation, or a fill of an order that is not ours: the books follow it, and somebody has to look. */
export function forcedCause({ atMs, forcedEvent }: EngineState): StateCause[] {
  if (forcedEvent === null) return [];
  const clears = `an operator, after looking at: ${forcedEvent}`;
  return [{ code: FORCED_CAUSE, kind: "latch", state: "REDUCING", sinceMs: atMs, clears }];
}
