import type { EventBody } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import type { LedgerEffect } from "../ledger/apply.js";
import type { EngineState } from "./state.js";

/** Latches for what was noticed while folding: each waits in the state, with its story, until it is raised. */
const NOTED = {
  /** The venue acted on its own: the books follow it, and somebody has to look. */
  forced_event: { state: "REDUCING", clears: "an operator, after looking at" },
  /** A bug ended the process before this one: nothing is traded on books that may be wrong. */
  broken_invariant: { state: "HALTED", clears: "an operator, after reporting" },
} as const;

export type NotedCode = keyof typeof NOTED;

const CODES = Object.keys(NOTED) as readonly NotedCode[];

/** Remembers what nobody here decided, and forgets it once its latch is raised. */
export function noteCause(state: EngineState, event: EventBody, { order }: LedgerEffect): void {
  const { noted } = state;
  if (event.type === "position.liquidated") {
    noted.forced_event = `liquidation of ${event.qty} ${event.symbol} at ${event.price}`;
  } else if (event.type === "order.filled" && order === null) {
    noted.forced_event = `fill of the unknown order ${event.clientOrderId}`;
  } else if (event.type === "invariant.broken") {
    noted.broken_invariant = event.message;
  } else if (event.type === "cause.raised") {
    Reflect.deleteProperty(noted, event.cause.code);
  }
}

export function notedCauses({ atMs, noted }: EngineState): StateCause[] {
  return CODES.flatMap((code) => {
    const story = noted[code];
    if (story === undefined) return [];
    const { state, clears } = NOTED[code];
    return [{ code, kind: "latch", state, sinceMs: atMs, clears: `${clears}: ${story}` } as const];
  });
}
