import type { z } from "zod";
import { type AccountsPolicy, accountsPolicySchema } from "../accounts/policy.js";
import { type RiskLimits, riskLimitsSchema } from "../risk/policy.js";
import { type RouterPolicy, routerPolicySchema } from "../routing/policy.js";
import { type PairsUniverse, pairsUniverseSchema } from "../screener/policy.js";
import { type StrategyRegistry, strategyRegistrySchema } from "../strategies/policy.js";
import { type RuntimeSettings, runtimeSchema } from "./runtime.js";
import { type StrategyConfigFile, strategyConfigSchema } from "./strategy-config.js";
import { type Venues, venuesSchema } from "./venues.js";

/** The whole configuration by file stem, so that `risk_limits.global.max_leverage` is a path in it. */
export interface Config {
  readonly strategy_registry: StrategyRegistry;
  readonly strategy_config: StrategyConfigFile;
  readonly risk_limits: RiskLimits;
  readonly pairs_universe: PairsUniverse;
  readonly router_policy: RouterPolicy;
  readonly venues: Venues;
  readonly accounts: AccountsPolicy;
  readonly runtime: RuntimeSettings;
}

export type ConfigStem = keyof Config;

/** Files that passed their own schema. */
export type CheckedFiles = { readonly [Stem in ConfigStem]?: Config[Stem] };

interface ConfigFile {
  readonly schema: z.ZodType;
  readonly title: string;
}

/** Every file of a configuration folder; there are no others. */
export const CONFIG_FILES: Readonly<Record<ConfigStem, ConfigFile>> = {
  strategy_registry: { schema: strategyRegistrySchema, title: "Which strategies trade which symbols" },
  strategy_config: { schema: strategyConfigSchema, title: "Cycle, screener, sizing, exits and strategy parameters" },
  risk_limits: { schema: riskLimitsSchema, title: "Limits of the risk rules" },
  pairs_universe: { schema: pairsUniverseSchema, title: "Symbols, their tiers and caps" },
  router_policy: { schema: routerPolicySchema, title: "How orders are placed" },
  venues: { schema: venuesSchema, title: "Endpoints, filters, margin tiers and fees of the venues" },
  accounts: { schema: accountsPolicySchema, title: "Accounts and what trades on them" },
  runtime: { schema: runtimeSchema, title: "Paper session, simulator, journal and telemetry" },
};

export const CONFIG_STEMS = Object.keys(CONFIG_FILES) as readonly ConfigStem[];
