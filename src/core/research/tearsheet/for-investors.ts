import type { TearSheetSource } from "./source.js";

/**
 * The same figures for whoever may not know what is traded: strategies are numbered in the order of their first trade, and
 * positions, refused orders and notes on single markets are left out.
 */
export function forInvestors(source: TearSheetSource): TearSheetSource {
  const alias = new Map(source.strategies.map(({ name }, at) => [name, `Strategy ${String(at + 1)}`]));
  const named = (name: string): string => alias.get(name) ?? "Other";
  return {
    ...source,
    title: "The fund",
    strategies: source.strategies.map((one) => ({ ...one, name: named(one.name) })),
    trades: source.trades.map((trade) => ({ ...trade, strategy: named(trade.strategy) })),
    vetoes: new Map(),
    held: null,
    origin: { ...source.origin, notes: [] },
  };
}
