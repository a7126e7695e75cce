import type { ExchangeContext } from "./exchange-context.js";
import { algoUpdate } from "./order-frames.js";

/** Trailing stops that follow the price from now on: told once more as NEW, with `ia` (change log, 2026-08-21). */
export function tellActivated(context: ExchangeContext): void {
  const waiting = [...context.books.openAlgos].filter(
    ({ callbackRate, isActive, status }) => callbackRate !== null && !isActive && status === "NEW",
  );
  if (waiting.length === 0) return;
  const active = new Set(
    context.market.sim.state.orders.flatMap(({ request, bestPrice }) =>
      bestPrice === undefined ? [] : [request.clientOrderId],
    ),
  );
  for (const algo of waiting) {
    if (!active.has(algo.simId)) continue;
    algo.isActive = true;
    algo.updatedMs = context.nowMs();
    context.emit(algoUpdate(context, algo, { atMs: algo.updatedMs }));
  }
}
