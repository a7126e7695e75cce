import { isFinal, type OrderRecord } from "../domain/order.js";
import { isZeroDec, signDec } from "../lib/decimal.js";
import { positionOf } from "./apply-positions.js";
import type { EngineState } from "./state.js";

type Entry = Pick<OrderRecord, "intentId"> & {
  readonly request: Pick<OrderRecord["request"], "account" | "symbol" | "side">;
};

/**
 * Why an entry that is under way must not add to its position any more: what it had built was closed, is being closed,
 * or its stop was hit. Null while it may go on.
 */
export function entryEnd(state: EngineState, entry: Entry, filled: boolean): string | null {
  const { account, symbol, side } = entry.request;
  const orders = Object.values(state.portfolio.orders);
  const closing = orders.some(
    ({ purpose, status, request, triggered }) =>
      request.account === account &&
      request.symbol === symbol &&
      !isFinal(status) &&
      (purpose === "close" ||
        purpose === "reduce" ||
        purpose === "flatten" ||
        (triggered && (purpose === "stop" || purpose === "disaster_stop"))),
  );
  if (closing) return "the position is being closed";
  const held = positionOf(state, account, symbol);
  const holds = held !== undefined && signDec(held.qty) === (side === "buy" ? 1 : -1);
  return filled && !holds ? "the position is gone" : null;
}

/** Whether any order of an entry that the books still have has filled, even in part. */
export function hasFilled({ portfolio }: EngineState, intentId: string): boolean {
  return Object.values(portfolio.orders).some(
    (order) => order.intentId === intentId && order.purpose === "open" && !isZeroDec(order.filledQty),
  );
}
