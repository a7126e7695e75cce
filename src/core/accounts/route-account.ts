import type { AccountsPolicy } from "./policy.js";

/** Account that trades this strategy on this symbol: the first route that fits, else the default. */
export function routeAccount(policy: AccountsPolicy, strategy: string, symbol: string): string {
  const fits = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  const route = policy.routes.find((rule) => fits(rule.strategies, strategy) && fits(rule.symbols, symbol));
  return route?.account ?? policy.default;
}
