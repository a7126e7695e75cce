import { routeAccount } from "../accounts/route-account.js";
import { composePolicies } from "../config/compose-policies.js";
import type { Config } from "../config/config-files.js";
import type { EngineContext } from "../engine/state.js";
import { bindStrategies, settingsById } from "../strategies/registry.js";

/** Hands the engine its policies; the same function serves live, replay, what-if and backtest. */
export function createEngineContext(config: Config): EngineContext {
  const policies = composePolicies(config, true);
  return {
    instruments: policies.instruments,
    strategies: bindStrategies(policies.registry, policies.strategyConfig),
    filters: settingsById(policies.strategyConfig),
    screener: policies.screener,
    intents: policies.intents,
    sizing: policies.sizing,
    risk: policies.risk,
    exits: policies.exits,
    routing: policies.routing,
    routeAccount: (strategy, symbol) => routeAccount(policies.accounts, strategy, symbol),
    maxSignalAgeMs: config.strategy_config.poll_seconds * 1_000,
  };
}
