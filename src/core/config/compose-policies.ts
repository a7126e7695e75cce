import type { AccountsPolicy } from "../accounts/policy.js";
import type { AccountCaps, StrategyCaps } from "../domain/caps.js";
import { timeframeMs } from "../domain/data-series.js";
import type { Instrument } from "../domain/instrument.js";
import type { ExitPolicy } from "../exits/policy.js";
import { present } from "../lib/invariant.js";
import type { RiskPolicy } from "../risk/policy.js";
import type { RouterPolicy } from "../routing/policy.js";
import type { IntentPolicy, PairsUniverse, ScreenerPolicy } from "../screener/policy.js";
import type { SimPolicy } from "../sim/policy.js";
import type { SizingPolicy } from "../sizing/policy.js";
import type { StrategyRegistry, StrategySettings } from "../strategies/policy.js";
import type { Config } from "./config-files.js";
import { composeInstruments, homeVenue, instrumentsByAccount } from "./instruments.js";
import { composeSymbolCaps } from "./symbol-caps.js";

/** What each stage gets of the configuration. */
export interface Policies {
  readonly screener: ScreenerPolicy;
  readonly intents: IntentPolicy;
  readonly sizing: SizingPolicy;
  readonly risk: RiskPolicy;
  readonly routing: RouterPolicy;
  readonly exits: ExitPolicy;
  readonly sim: SimPolicy;
  readonly accounts: AccountsPolicy;
  readonly universe: PairsUniverse;
  /** `bindStrategies(registry, strategyConfig)` makes strategies of these two. */
  readonly registry: StrategyRegistry;
  readonly strategyConfig: { readonly strategies: readonly StrategySettings[] };
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** By account what its own venue lists; null where all accounts stand at one venue. */
  readonly instrumentsByAccount: ReadonlyMap<string, ReadonlyMap<string, Instrument>> | null;
}

/**
 * Hands out a checked configuration to the stages.
 *
 * reduceOnlyMinNotionalExempt: the broker's capability of that name (Binance USD-M: true).
 */
export function composePolicies(config: Config, reduceOnlyMinNotionalExempt: boolean): Policies {
  const { strategy_config: settings } = config;
  const instruments = composeInstruments(config.venues, homeVenue(config.accounts));
  return {
    screener: settings.screener,
    intents: settings.intents,
    sizing: settings.sizing,
    risk: {
      limits: config.risk_limits,
      strategies: composeStrategyCaps(config),
      symbols: composeSymbolCaps(config, instruments),
      orderLimits: composeOrderLimits(config.venues),
      reduceOnlyMinNotionalExempt,
      ...venuesOfAccounts(config),
      ...capsOfAccounts(config.accounts),
    },
    routing: config.router_policy,
    exits: settings.exits,
    sim: config.runtime.sim,
    accounts: config.accounts,
    universe: config.pairs_universe,
    registry: config.strategy_registry,
    strategyConfig: { strategies: settings.strategies },
    instruments,
    instrumentsByAccount: instrumentsByAccount(config.venues, config.accounts),
  };
}

/** Accounts that say something of themselves. */
function capsOfAccounts({ accounts }: Config["accounts"]): Pick<RiskPolicy, "accounts"> {
  const own = accounts.filter(({ state, limits }) => state !== undefined || limits !== undefined);
  if (own.length === 0) return {};
  const caps = own.map(({ id, state = "active", limits = {} }): readonly [string, AccountCaps] => {
    return [id, { state, limits, setting: `accounts.accounts.${id}` }];
  });
  return { accounts: Object.fromEntries(caps) };
}

/** Where accounts stand at several venues, the product of each: what a share of one venue is counted by. */
function venuesOfAccounts({ accounts: { accounts }, venues }: Config): Pick<RiskPolicy, "venues"> {
  if (new Set(accounts.map(({ venue }) => venue)).size < 2) return {};
  return { venues: Object.fromEntries(accounts.map(({ id, venue }) => [id, venues[venue]?.product ?? venue])) };
}

function composeOrderLimits(venues: Config["venues"]): RiskPolicy["orderLimits"] {
  return Object.fromEntries(
    Object.entries(venues).flatMap(([key, { product, order_limits: limits }]) => {
      if (limits === undefined) return [];
      const { orders_10s: tenSeconds, orders_1m: minute } = limits;
      return [[product, { tenSeconds, minute, setting: `venues.${key}.order_limits`, timeScale: 1 }]];
    }),
  );
}

/** Caps of every registered strategy that has settings; one without them can't be enabled. */
function composeStrategyCaps(config: Config): Readonly<Record<string, StrategyCaps>> {
  const registry = config.strategy_registry.strategies;
  return Object.fromEntries(
    config.strategy_config.strategies.map((settings) => {
      const entry = present(registry[settings.id], `registry entry of ${settings.id}`);
      const caps: StrategyCaps = {
        enabled: entry.enabled,
        maxNavPct: settings.max_nav_pct,
        maxConcurrent: entry.max_concurrent,
        maxLeverage: settings.max_leverage,
        capacityUsd: entry.capacity_usd,
        barMs: timeframeMs(settings.timeframe),
      };
      return [settings.id, caps];
    }),
  );
}
