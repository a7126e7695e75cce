import type { AccountsPolicy } from "./policy.js";

/** Account that trades this strategy on this symbol: the first route that fits, else the default. */
export function routeAccount(policy: AccountsPolicy, strategy: string, symbol: string): string {
  return routeThatFits(policy, strategy, symbol)?.account ?? policy.default;
}

/** The same, and after it those that stand by for new risk, each once. */
export function routeAccounts(policy: AccountsPolicy, strategy: string, symbol: string): readonly string[] {
  const route = routeThatFits(policy, strategy, symbol);
  const standby = route === undefined ? policy.default_standby : route.standby;
  return [...new Set([route?.account ?? policy.default, ...(standby ?? [])])];
}

/** Whether any route names an account that stands by. */
export function hasStandby({ routes, default_standby: ofDefault }: AccountsPolicy): boolean {
  return ofDefault !== undefined || routes.some(({ standby }) => standby !== undefined);
}

function routeThatFits(
  { routes }: AccountsPolicy,
  strategy: string,
  symbol: string,
): AccountsPolicy["routes"][number] | undefined {
  const fits = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  return routes.find((rule) => fits(rule.strategies, strategy) && fits(rule.symbols, symbol));
}
