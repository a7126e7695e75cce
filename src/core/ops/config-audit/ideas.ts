import type { Policies } from "../../config/compose-policies.js";
import { STRATEGIES } from "../../strategies/registry.js";

/** What an audit asks of a strategy's code and settings. */
export function definitionOf({ registry }: Policies, strategy: string): (typeof STRATEGIES)[number] | undefined {
  return STRATEGIES.find(({ id }) => id === registry.strategies[strategy]?.strategy);
}

export function paramsOf({ strategyConfig }: Policies, strategy: string): Readonly<Record<string, unknown>> {
  return strategyConfig.strategies.find(({ id }) => id === strategy)?.params ?? {};
}

/**
 * The ideas in which a strategy trades a symbol, each with the symbols that are opened together, this one first: itself
 * alone, or every pair that names it. Empty where no pair does.
 */
export function ideasOf(policies: Policies, strategy: string, symbol: string): readonly (readonly string[])[] {
  const definition = definitionOf(policies, strategy);
  if (definition?.pairs === undefined) return [[symbol]];
  return definition
    .pairs(paramsOf(policies, strategy))
    .filter(({ symbols }) => symbols.includes(symbol))
    .map(({ symbols }) => [symbol, ...symbols.filter((leg) => leg !== symbol)]);
}

/** Positions that one idea of a strategy takes: two for one on pairs. */
export function legsOfIdea(policies: Policies, strategy: string): 1 | 2 {
  return definitionOf(policies, strategy)?.pairs === undefined ? 1 : 2;
}

/** The setting that keeps a symbol from being opened by anybody; null where none does. */
export function switchedOffBy({ risk }: Policies, symbol: string): string | null {
  const caps = risk.symbols[symbol];
  if (risk.limits.restricted_symbols.includes(symbol)) return "risk_limits.restricted_symbols";
  if (caps === undefined || !caps.enabled || caps.restricted) return `pairs_universe.universe.${symbol}.enabled`;
  if (caps.maxConcurrentPositions === 0) return `pairs_universe.universe.${symbol}.caps.max_concurrent_positions`;
  return null;
}
