import type { Config } from "./config-files.js";

/**
 * The configuration in effect with what of newly read files may change while a session runs: limits, the policy of the
 * router, sizing. Decisions ask for these each time anew. Everything else was built on at the start: what bars are folded
 * with, which symbols are fed, who trades them, what positions were promised, addresses and the days that losses are counted by.
 */
export function reloadable(held: Config, files: Config): Config {
  const { reset_timezone, quote_symbols } = held.risk_limits;
  const { notify: _old, ...runtime } = held.runtime;
  const { notify } = files.runtime;
  return {
    ...held,
    // Another process goes by it.
    runtime: notify === undefined ? runtime : { ...runtime, notify },
    risk_limits: { ...files.risk_limits, reset_timezone, quote_symbols },
    router_policy: files.router_policy,
    strategy_config: { ...held.strategy_config, sizing: files.strategy_config.sizing },
  };
}
