import type { EventBody } from "../domain/event.js";
import { isClosingPurpose } from "../domain/intent.js";
import { positionKey } from "../domain/portfolio.js";
import type { StateCause } from "../domain/trading-state.js";
import type { LedgerEffect } from "../ledger/apply.js";
import { retryAtMs } from "./retry-at.js";
import type { EngineContext, EngineState } from "./state.js";

/** Closes of one position that the venue has refused in a row. */
export interface RefusedCloses {
  /** Of the last one, in market time. */
  readonly atMs: number;
  readonly times: number;
  readonly sinceMs: number;
  readonly reason: string;
}

/** Longest wait before the next try, in market time at the venue's usual pace: a close is never put off for long. */
const LONGEST_WAIT_MS = 15_000;

/** Refusals in a row after which somebody should know. */
const TOLD_AFTER = 3;

const CLOSE_GATE = "close_refused:";

export function isCloseGate(code: string): boolean {
  return code.startsWith(CLOSE_GATE);
}

/** Counts refusals of closes; a close that fills, a closed position, and new rules of the symbol end the row. */
export function noteRefusedClose(state: EngineState, event: EventBody, { order, closedTrade }: LedgerEffect): void {
  if (closedTrade !== null) forget(state, positionKey(closedTrade.account, closedTrade.symbol));
  if (event.type === "account.changed" && event.rules !== undefined && event.symbol !== null)
    forget(state, positionKey(event.account, event.symbol));
  if (order === null || !isClosingPurpose(order.purpose)) return;
  const key = positionKey(order.request.account, order.request.symbol);
  if (event.type === "order.filled") forget(state, key);
  if (event.type !== "order.rejected" || state.portfolio.positions[key] === undefined) return;
  const { atMs, reason } = event;
  const before = state.refusedCloses[key];
  state.refusedCloses[key] = { atMs, times: (before?.times ?? 0) + 1, sinceMs: before?.sinceMs ?? atMs, reason };
}

function forget(state: EngineState, key: string): void {
  if (key in state.refusedCloses) Reflect.deleteProperty(state.refusedCloses, key);
}

/** When a position may be closed again. */
export function mayCloseAtMs(state: EngineState, key: string, ctx: Pick<EngineContext, "exits" | "timeScale">): number {
  return retryAtMs(state.refusedCloses[key], LONGEST_WAIT_MS, ctx);
}

/** A position that can't be closed is for somebody to know, also where it is less than the venue's smallest order. */
export function refusedCloseCauses({ refusedCloses, portfolio }: EngineState): StateCause[] {
  return Object.entries(refusedCloses).flatMap(([key, { times, sinceMs, reason }]): StateCause[] => {
    const qty = portfolio.positions[key]?.qty;
    if (times < TOLD_AFTER || qty === undefined) return [];
    const clears = `the venue takes a close of ${qty} ${key}; it refused the last ones: ${reason}`;
    return [{ code: `${CLOSE_GATE}${key}`, kind: "gate", state: "REDUCING", sinceMs, clears }];
  });
}
