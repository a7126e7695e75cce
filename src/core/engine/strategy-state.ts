import type { Signal } from "../domain/intent.js";
import type { EngineContext, EngineState } from "./state.js";

/** A strategy on a symbol. */
interface StrategySymbol {
  readonly strategy: string;
  readonly symbol: string;
}

export function strategyKey(strategy: string, symbol: string): string {
  return `${strategy}:${symbol}`;
}

/** What a strategy would say of a symbol it does not hold; null before its first bar, or when it is not enabled. */
export function flatSignal(
  state: EngineState,
  { strategy: id, symbol }: StrategySymbol,
  ctx: EngineContext,
): Signal | null {
  const strategy = ctx.strategies.find((candidate) => candidate.id === id);
  const folded = state.strategies[strategyKey(id, symbol)];
  return strategy === undefined || folded === undefined ? null : strategy.signal(folded, "flat");
}
