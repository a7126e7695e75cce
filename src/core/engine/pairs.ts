import type { Bar } from "../domain/bar.js";
import type { EngineContext, EngineState } from "./state.js";
import { strategyKey } from "./strategy-state.js";

/** Gives a bar to every pair that its market is a leg of. */
export function foldPairs(state: EngineState, bar: Bar, ctx: EngineContext): void {
  for (const strategy of ctx.pairs) {
    for (const { name, symbols } of strategy.pairs) {
      const leg = bar.symbol === symbols[0] ? 0 : bar.symbol === symbols[1] ? 1 : null;
      if (leg === null) continue;
      const key = strategyKey(strategy.id, name);
      strategy.next((state.strategies[key] ??= strategy.create()), leg, bar);
    }
  }
}

/** The zone of a pair that is not held; undefined for a name that is no pair, or before its first bar. */
export function pairZone(
  state: EngineState,
  { strategy: id, symbol: name }: { readonly strategy: string; readonly symbol: string },
  ctx: EngineContext,
): number | undefined {
  const strategy = ctx.pairs.find((candidate) => candidate.id === id);
  const pair = strategy?.pairs.find((candidate) => candidate.name === name);
  const folded = state.strategies[strategyKey(id, name)];
  if (strategy === undefined || pair === undefined || folded === undefined) return undefined;
  return strategy.signal(folded, pair, null).zone;
}
