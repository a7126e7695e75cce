import type { SymbolCaps } from "../domain/caps.js";
import type { Instrument } from "../domain/instrument.js";
import type { PairsUniverse } from "../screener/policy.js";
import type { Config } from "./config-files.js";

/** A limit and the path of the setting that holds it. */
interface Setting {
  readonly value: number | undefined;
  readonly setting: string;
}

/**
 * Caps of every symbol of the universe that is an instrument. Where several settings limit the same thing,
 * the tightest holds, and its path goes into vetoes and advice.
 */
export function composeSymbolCaps(
  config: Pick<Config, "pairs_universe" | "risk_limits" | "venues">,
  instruments: ReadonlyMap<string, Instrument>,
): Readonly<Record<string, SymbolCaps>> {
  const caps = config.pairs_universe.universe.flatMap((entry): readonly (readonly [string, SymbolCaps])[] => {
    const instrument = instruments.get(entry.symbol);
    return instrument === undefined ? [] : [[entry.symbol, toCaps(entry, config, instrument)]];
  });
  return Object.fromEntries(caps);
}

function toCaps(
  entry: PairsUniverse["universe"][number],
  { risk_limits: limits, venues }: Pick<Config, "risk_limits" | "venues">,
  instrument: Instrument,
): SymbolCaps {
  const { symbol, tier, caps } = entry;
  const own = limits.per_symbol[symbol];
  const pair = `pairs_universe.universe.${symbol}`;
  const perSymbol = `risk_limits.per_symbol.${symbol}`;
  const nav = tightest([
    { value: own?.max_nav_pct, setting: `${perSymbol}.max_nav_pct` },
    { value: caps.max_nav_pct, setting: `${pair}.caps.max_nav_pct` },
    {
      value: limits.global.tiers[tier]?.per_symbol_nav_pct,
      setting: `risk_limits.global.tiers.${tier}.per_symbol_nav_pct`,
    },
    { value: limits.global.max_symbol_exposure_pct, setting: "risk_limits.global.max_symbol_exposure_pct" },
  ]);
  const order = tightest([
    own?.max_order_notional === undefined
      ? { value: limits.global.max_order_notional, setting: "risk_limits.global.max_order_notional" }
      : { value: own.max_order_notional, setting: `${perSymbol}.max_order_notional` },
    { value: caps.max_order_notional, setting: `${pair}.caps.max_order_notional` },
  ]);
  const minima = Object.entries(venues).flatMap(([venue, { instruments }]) => {
    const minNotional = Object.hasOwn(instruments, symbol) ? instruments[symbol]?.filters.min_notional : undefined;
    const setting = `venues.${venue}.instruments.${symbol}.filters.min_notional`;
    return minNotional === undefined ? [] : [{ value: Number(minNotional), setting }];
  });
  const minimum = largest([
    { value: own?.min_notional, setting: `${perSymbol}.min_notional` },
    { value: limits.global.min_notional_usdt, setting: "risk_limits.global.min_notional_usdt" },
    { value: entry.min_notional, setting: `${pair}.min_notional` },
    { value: entry.min_gross_usd, setting: `${pair}.min_gross_usd` },
    // One order of this size is legal wherever the symbol is listed.
    ...minima,
  ]);
  return {
    tier,
    enabled: entry.enabled,
    restricted: limits.restricted_symbols.includes(symbol) || instrument.status === "RESTRICTED",
    maxNavPct: nav.value,
    maxNavPctSetting: nav.setting,
    maxOrderNotionalUsd: order.value,
    maxOrderNotionalSetting: order.setting,
    maxLeverage: Math.min(
      entry.max_leverage,
      own?.max_leverage ?? limits.global.max_leverage,
      limits.global.max_leverage,
    ),
    maxConcurrentPositions: caps.max_concurrent_positions,
    minNotionalUsd: minimum.value,
    minNotionalSetting: minimum.setting,
  };
}

/** The first of the largest. */
function largest(settings: readonly Setting[]): { readonly value: number; readonly setting: string } {
  let best = { value: 0, setting: "" };
  for (const { value, setting } of settings) if (value !== undefined && value > best.value) best = { value, setting };
  return best;
}

/** NaN, and with it no permission, should every value be missing. */
function tightest(settings: readonly Setting[]): { readonly value: number; readonly setting: string } {
  let best = { value: Number.NaN, setting: "" };
  for (const { value, setting } of settings) {
    if (value !== undefined && !(best.value <= value)) best = { value, setting };
  }
  return best;
}
