import { isFinal } from "../domain/order.js";
import type { EngineState } from "./state.js";

/** Symbols whose book matters between bars: an order of ours waits in it, or the next slice of an entry will meet it. */
export function booksWanted({ portfolio, schedules }: EngineState): ReadonlySet<string> {
  const symbols = new Set<string>();
  for (const { style, status, request } of Object.values(portfolio.orders)) {
    if (style === "maker" && !isFinal(status)) symbols.add(request.symbol);
  }
  for (const { first } of Object.values(schedules)) symbols.add(first.request.symbol);
  return symbols;
}
