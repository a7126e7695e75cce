import type { ExitPolicy } from "../exits/policy.js";
import { bookAgeLimitSeconds, type RiskPolicy } from "../risk/policy.js";
import { type AccountsPolicy, DEFAULT_SWITCHBOARD } from "../accounts/policy.js";
import { hasStandby, routeAccount, routeAccounts } from "../accounts/route-account.js";
import { composePolicies } from "../config/compose-policies.js";
import type { Config } from "../config/config-files.js";
import type { EngineContext } from "../engine/state.js";
import { modelOfText } from "../screener/trained-model.js";
import { bindPairStrategies } from "../strategies/pair-registry.js";
import { bindStrategies, settingsById } from "../strategies/registry.js";

/** Hands the engine its policies; the same function serves live, replay, what-if and backtest. */
export function createEngineContext(config: Config): EngineContext {
  const policies = composePolicies(config, true);
  const timeScale = config.runtime.live.time_scale;
  const { instrumentsByAccount: ofAccounts } = policies;
  const { model } = policies.screener.meta_signal;
  return {
    instruments: policies.instruments,
    strategies: bindStrategies(policies.registry, policies.strategyConfig),
    pairs: bindPairStrategies(policies.registry, policies.strategyConfig),
    filters: settingsById(policies.strategyConfig),
    screener: policies.screener,
    intents: policies.intents,
    sizing: policies.sizing,
    risk: scaledRisk(policies.risk, timeScale),
    exits: scaledExits(policies.exits, timeScale),
    routing: policies.routing,
    ...(model === undefined ? {} : { metaModel: modelOfText(model) }),
    routeAccount: (strategy, symbol) => routeAccount(policies.accounts, strategy, symbol),
    ...switchboardOf(policies.accounts),
    ...(ofAccounts === null ? {} : { instrumentsOf: (account) => ofAccounts.get(account) }),
    maxSignalAgeMs: config.strategy_config.poll_seconds * 1_000 * timeScale,
    foreignPolicy: config.runtime.live.foreign_orders,
    timeScale,
  };
}

function switchboardOf(accounts: AccountsPolicy): Pick<EngineContext, "switchboard"> {
  if (!hasStandby(accounts)) return {};
  const policy = accounts.switchboard ?? DEFAULT_SWITCHBOARD;
  return { switchboard: { policy, candidates: (strategy, symbol) => routeAccounts(accounts, strategy, symbol) } };
}

/** What waits for a network waits in wall time, whatever pace the venue's clock has. */
function scaledExits(policy: ExitPolicy, timeScale: number): ExitPolicy {
  return {
    ...policy,
    protect_deadline_ms: policy.protect_deadline_ms * timeScale,
    replace_timeout_ms: policy.replace_timeout_ms * timeScale,
    flatten_retry_ms: policy.flatten_retry_ms * timeScale,
  };
}

function scaledRisk(policy: RiskPolicy, timeScale: number): RiskPolicy {
  const { limits } = policy;
  const { global } = limits;
  const scaled = Object.entries(policy.orderLimits).map(([venue, of]) => [venue, { ...of, timeScale }] as const);
  return {
    ...policy,
    orderLimits: Object.fromEntries(scaled),
    limits: {
      ...limits,
      nav_freshness_seconds: limits.nav_freshness_seconds * timeScale,
      global: {
        ...global,
        max_unprotected_seconds: global.max_unprotected_seconds * timeScale,
        market_quality: {
          ...global.market_quality,
          max_price_age_seconds: global.market_quality.max_price_age_seconds * timeScale,
          max_book_age_seconds: bookAgeLimitSeconds(global.market_quality) * timeScale,
        },
      },
    },
  };
}
