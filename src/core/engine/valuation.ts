import type { NavPoint } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import { netAssetValue } from "../ledger/nav.js";
import type { EngineState } from "./state.js";
import { markOf } from "./view.js";

/** A NAV is as old as the oldest mark in it, and of now without any. What settles in another asset is not in it. */
export function oldestMarkMs(
  { atMs, market }: Pick<EngineState, "atMs" | "market">,
  positions: readonly Position[],
): number {
  let oldestMs = Infinity;
  for (const { symbol, settledIn } of positions) {
    if (settledIn === undefined) oldestMs = Math.min(oldestMs, market[symbol]?.markAtMs ?? 0);
  }
  return oldestMs === Infinity ? atMs : oldestMs;
}

/**
 * The books at the newest marks, stamped with the oldest of these. Where that can't be known, a held symbol has no mark:
 * the NAV of the last cycle, stamped with that; null before anything was valued.
 */
export function newestNav(state: EngineState): NavPoint | null {
  const { portfolio } = state;
  if (portfolio.navStart === null) return portfolio.nav;
  const atMs = oldestMarkMs(state, Object.values(portfolio.positions));
  return netAssetValue(portfolio, markOf(state), atMs) ?? portfolio.nav;
}
