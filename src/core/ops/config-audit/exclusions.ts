import { routeAccount } from "../../accounts/route-account.js";
import type { Policies } from "../../config/compose-policies.js";
import type { Violation } from "../../domain/intent.js";
import { bucketMultiplier } from "../../screener/filters.js";
import { definitionOf, ideasOf, paramsOf, switchedOffBy } from "./ideas.js";

/** What ends every wish of a strategy on a symbol before a size is looked for, whatever NAV, price and market are. */
export interface Exclusion {
  readonly violation: Violation;
  /** «A pair takes 2 slots, but … is 1.» Without a full stop. */
  readonly text: string;
  /** What to do where no figure of `violation` has to rise; null where one has. */
  readonly fix: string | null;
}

/**
 * Every setting that shuts a strategy out of a symbol. A symbol that is traded in several pairs is shut out where each of
 * them is; then the pair with the fewest reasons tells. Symbols that are switched off themselves are left to the rules.
 */
export function exclusionsOf(policies: Policies, strategy: string, symbol: string): readonly Exclusion[] {
  const ideas = ideasOf(policies, strategy, symbol);
  if (ideas.length === 0) return [inNoPair(strategy, symbol)];
  const byIdea = ideas.map((legs) => exclusionsOfIdea(policies, strategy, legs));
  return byIdea.reduce((fewest, own) => (own.length < fewest.length ? own : fewest));
}

/** legs: the symbols that are opened together, the one that is asked about first. */
export function exclusionsOfIdea(policies: Policies, strategy: string, legs: readonly string[]): readonly Exclusion[] {
  return [
    ...slotExclusions(policies, strategy, legs.length),
    ...filterExclusions(policies, strategy, legs.length === 2),
    ...stopExclusions(policies, strategy),
    ...partnerExclusions(policies, strategy, legs),
  ];
}

function inNoPair(strategy: string, symbol: string): Exclusion {
  const setting = `strategy_config.strategies.${strategy}.params.pairs`;
  const fix = `Name ${symbol} in a pair of ${setting}, or take it out of strategy_registry.strategies.${strategy}.symbols.`;
  return shut("no_pair", setting, `no pair of ${setting} names ${symbol}`, fix);
}

function slotExclusions({ risk, intents, registry }: Policies, strategy: string, needed: number): readonly Exclusion[] {
  const limits = [
    {
      code: "strategy_concurrency",
      limit: registry.strategies[strategy]?.max_concurrent ?? 0,
      setting: `strategy_registry.strategies.${strategy}.max_concurrent`,
    },
    {
      code: "max_concurrent_positions",
      limit: intents.max_concurrent_positions ?? Infinity,
      setting: "strategy_config.intents.max_concurrent_positions",
    },
    {
      code: "max_concurrent_positions",
      limit: risk.limits.global.max_concurrent_positions,
      setting: "risk_limits.global.max_concurrent_positions",
    },
  ];
  const wants = needed === 2 ? "a pair takes 2 slots" : "a position takes 1 slot";
  return limits
    .filter(({ limit }) => !(limit >= needed))
    .map(({ code, limit, setting }) => ({
      violation: { rule: "R13", code, measured: needed, limit, unit: "count", setting },
      text: `${wants}, but ${setting} is ${String(limit)}`,
      fix: null,
    }));
}

const TRENDS = ["up", "down", "range"] as const;
const REGIMES = ["quiet", "normal", "hot", "panic"] as const;

/** Filters of the screener that no market passes. A pair is long of one market and short of the other at once. */
function filterExclusions({ strategyConfig }: Policies, strategy: string, isPair: boolean): readonly Exclusion[] {
  const filters = strategyConfig.strategies.find(({ id }) => id === strategy);
  if (filters === undefined) return [];
  const path = `strategy_config.strategies.${strategy}`;
  const found: Exclusion[] = [];
  const { allowed_trends: trends } = filters;
  const barred =
    trends === null
      ? []
      : (["long", "short"] as const).filter((side) => !TRENDS.some((trend) => trends[side].includes(trend)));
  if (barred.length > (isPair ? 0 : 1)) {
    const setting = barred.length === 2 ? `${path}.allowed_trends` : `${path}.allowed_trends.${barred.join()}`;
    const sides = barred.map((side) => `no trend in which a ${side} may be opened`).join(" and ");
    const pair = isPair ? ", and a pair is long of one market and short of the other" : "";
    const fix = `Name trends (up, down, range) in ${setting}, or write null in ${path}.allowed_trends for all of them.`;
    found.push(shut("regime_filter", setting, `${path}.allowed_trends has ${sides}${pair}`, fix));
  }
  if (!REGIMES.some((regime) => bucketMultiplier(filters, regime) > 0)) {
    const setting = `${path}.volatility_buckets`;
    const text = `${setting} is 0, or left out, for every volatility regime (${REGIMES.join(", ")})`;
    found.push(shut("volatility_filter", setting, text, "Give the regimes in which it may trade a factor above 0."));
  }
  return found;
}

/** A strategy that refuses stops beyond some distance, and sets none nearer. */
function stopExclusions(policies: Policies, strategy: string): readonly Exclusion[] {
  const params = paramsOf(policies, strategy);
  const farthest = params["max_stop_atr"];
  const narrowest = definitionOf(policies, strategy)?.narrowestStopAtr?.(params);
  if (typeof farthest !== "number" || narrowest === undefined || narrowest < farthest) return [];
  const setting = `strategy_config.strategies.${strategy}.params.max_stop_atr`;
  const text = `its nearest stop lies ${String(narrowest)} ATR away, but ${setting} ${String(farthest)} lets none open that is not nearer`;
  return [shut("no_signal", setting, text, `Write more than ${String(narrowest)} in ${setting}.`)];
}

/** Both legs are opened, on the books of one account, or none is. */
function partnerExclusions(policies: Policies, strategy: string, legs: readonly string[]): readonly Exclusion[] {
  const [symbol = "", partner] = legs;
  if (partner === undefined) return [];
  const off = switchedOffBy(policies, partner);
  const found: Exclusion[] = [];
  if (off !== null) {
    const fix = `Let ${partner} be opened (${off}), or take the pair out of strategy_config.strategies.${strategy}.params.pairs.`;
    found.push(shut("group_incomplete", off, `its partner ${partner} opens nothing (${off})`, fix));
  }
  const accounts = legs.map((leg) => routeAccount(policies.accounts, strategy, leg));
  if (accounts[0] !== accounts[1]) {
    const text = `accounts.routes gives ${symbol} to ${accounts[0] ?? ""} and its partner ${partner} to ${accounts[1] ?? ""}: half a pair is never opened`;
    found.push(shut("group_incomplete", "accounts.routes", text, "Route both legs of a pair to one account."));
  }
  return found;
}

function shut(code: string, setting: string, text: string, fix: string): Exclusion {
  return { violation: { rule: "setup", code, measured: null, limit: null, unit: "state", setting }, text, fix };
}
