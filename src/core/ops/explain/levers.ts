import type { Config } from "../../config/config-files.js";
import { getAtPath } from "../../config/paths.js";
import type { SizedOrder, Violation } from "../../domain/intent.js";
import type { Instrument } from "../../domain/instrument.js";
import { grouped } from "../../lib/grouped.js";
import { MAX_BOOK_AGE_SECONDS } from "../../risk/policy.js";
import type { SettingChange } from "../whatif/change-config.js";
import { distance } from "./distance.js";

/** A setting that may cure a violation, with values to try: the roundest first, then ever nearer ones. */
export interface Lever {
  readonly path: string;
  readonly from: unknown;
  readonly values: readonly unknown[];
}

export interface LeverQuestion {
  readonly violation: Violation;
  readonly order: SizedOrder;
  readonly instrument: Instrument | null;
  readonly config: Config;
}

/** What holds where a configuration leaves a setting out. */
const LEFT_OUT: Readonly<Record<string, number>> = {
  "risk_limits.global.market_quality.max_book_age_seconds": MAX_BOOK_AGE_SECONDS,
};

/**
 * Settings that hold the limit of a violation. Several may hold the same limit (the tightest counts): then each of them
 * that is too tight is a lever.
 */
export function leversOf(question: LeverQuestion): readonly Lever[] {
  const { violation, config } = question;
  const named = namedLevers(question);
  if (named !== null) return oneEach(named).map(([path, values]) => ({ path, from: getAtPath(config, path), values }));
  return pathsOf(question).flatMap((path) => {
    const from = getAtPath(config, path) ?? LEFT_OUT[path];
    const needed = neededValue(question);
    if (typeof from !== "number" || needed === null) return [];
    const raises = (violation.measured ?? 0) > (violation.limit ?? 0);
    const enough = raises ? from >= needed : from <= needed;
    return enough ? [] : [{ path, from, values: settableValues(needed, raises, violation.unit === "count") }];
  });
}

/** Two violations may share a setting: both must end, so the farther of their values counts. */
export function uniqueByPath(levers: readonly Lever[]): readonly Lever[] {
  const byPath = new Map<string, Lever>();
  for (const lever of levers) {
    const known = byPath.get(lever.path);
    byPath.set(lever.path, known === undefined ? lever : farther(known, lever));
  }
  return [...byPath.values()];
}

function farther(a: Lever, b: Lever): Lever {
  const { from } = a;
  const values = Array.from({ length: Math.max(a.values.length, b.values.length) }, (_, rank) => {
    const [one, other] = [a, b].map(({ values: of }) => of[Math.min(rank, of.length - 1)]);
    return distance({ from, to: other }) > distance({ from, to: one }) ? other : one;
  });
  return { ...a, values };
}

function oneEach(changes: readonly SettingChange[]): readonly (readonly [string, readonly unknown[]])[] {
  return [...grouped(changes, ({ path }) => path)].map(([path, of]) => [path, of.map(({ to }) => to)]);
}

/** Value of the setting at which the violation just ends, in the setting's own unit; null where that can't be known. */
function neededValue({ violation, config }: LeverQuestion): number | null {
  const { code, measured, limit, setting } = violation;
  if (measured === null || limit === null) return null;
  // The limit of sizing is the smallest legal order, not the setting.
  if (code === "min_notional") return measured;
  const holds = setting === null ? undefined : (getAtPath(config, setting) ?? LEFT_OUT[setting]);
  if (typeof holds !== "number" || limit === 0 || holds === 0) return measured;
  return (holds * measured) / limit;
}

/** Limits hold to nine digits, so a value that is right but for its last binary digit is not pushed to the next one. */
const SLACK = 1e-10;
const DIGITS = [4, 6, 9] as const;

/** `needed`, rounded outwards: to a whole number, or to four digits, or to more where that is too far. */
export function valuesBeyond(needed: number, raises: boolean, whole: boolean): readonly number[] {
  if (!Number.isFinite(needed) || needed === 0) return Number.isFinite(needed) ? [0] : [];
  const eased = raises ? needed * (1 - SLACK) : needed * (1 + SLACK);
  const round = raises ? Math.ceil : Math.floor;
  if (whole) return [round(eased)];
  const values = [eased, needed].flatMap((value) => DIGITS.map((digits) => roundTo(value, digits, round)));
  return [...new Set(values)];
}

/** Three digits are what a person would set; more only where the setting's bounds need them. */
const SETTABLE_DIGITS = 3;

/** `needed`, rounded outwards to a value that a person would set, then nearer ones. */
export function settableValues(needed: number, raises: boolean, whole: boolean): readonly number[] {
  const nearer = valuesBeyond(needed, raises, whole);
  if (whole || needed === 0 || nearer.length === 0) return nearer;
  const eased = raises ? needed * (1 - SLACK) : needed * (1 + SLACK);
  return [...new Set([roundTo(eased, SETTABLE_DIGITS, raises ? Math.ceil : Math.floor), ...nearer])];
}

function roundTo(value: number, digits: number, round: (value: number) => number): number {
  const magnitude = Math.ceil(Math.log10(Math.abs(value)));
  const scale = 10 ** (digits - magnitude);
  return Number((round(value * scale) / scale).toPrecision(12));
}

/** All settings that may hold the limit; the violation names the one that did. */
function pathsOf({ violation, order, config }: LeverQuestion): readonly string[] {
  const { symbol, strategy } = order.intent;
  const perSymbol = `risk_limits.per_symbol.${symbol}`;
  const pair = `pairs_universe.universe.${symbol}`;
  const tier = getAtPath(config, `${pair}.tier`);
  // A venue's filter is written down in venues.json, but no entry there moves the venue.
  const isOurs = violation.setting !== null && !violation.setting.startsWith("venues.");
  const own = isOurs ? [violation.setting] : [];
  const others: Readonly<Record<string, readonly string[]>> = {
    leverage_exceeded:
      violation.setting === "risk_limits.global.max_leverage"
        ? []
        : [
            `${pair}.max_leverage`,
            `${perSymbol}.max_leverage`,
            "risk_limits.global.max_leverage",
            `strategy_config.strategies.${strategy}.max_leverage`,
          ],
    min_notional: [
      "risk_limits.global.min_notional_usdt",
      `${perSymbol}.min_notional`,
      `${pair}.min_notional`,
      `${pair}.min_gross_usd`,
    ],
    max_order_notional: [
      `${perSymbol}.max_order_notional`,
      `${pair}.caps.max_order_notional`,
      ...(getAtPath(config, `${perSymbol}.max_order_notional`) === undefined
        ? ["risk_limits.global.max_order_notional"]
        : []),
    ],
    symbol_exposure: [
      `${perSymbol}.max_nav_pct`,
      `${pair}.caps.max_nav_pct`,
      `risk_limits.global.tiers.${String(tier)}.per_symbol_nav_pct`,
      "risk_limits.global.max_symbol_exposure_pct",
    ],
    // The soft limit may not be above the hard one.
    daily_loss_limit: ["risk_limits.global.hard_daily_loss_pct"],
    drawdown_limit: ["risk_limits.global.hard_drawdown_pct"],
  };
  return [...new Set([...own, ...(others[violation.code] ?? [])])];
}

/** The longest timer of whole minutes that would have been over; an operator's has no length. */
function timerLever({ measured, setting }: Violation, config: Config): readonly SettingChange[] {
  const minutes = setting === null ? undefined : getAtPath(config, setting);
  if (setting === null || typeof minutes !== "number" || measured === null) return [];
  const enough = Math.floor(Math.max(0, minutes - measured / 60) + SLACK);
  return [{ path: setting, to: enough }];
}

/** Settings that are no limits: switches, lists, a policy. Null where the violation is one of figures. */
function namedLevers({ violation, order, instrument, config }: LeverQuestion): readonly SettingChange[] | null {
  const { code, setting } = violation;
  const { symbol } = order.intent;
  if (code === "cooldown") return timerLever(violation, config);
  if (setting?.endsWith(".enabled") === true) return [{ path: setting, to: true }];
  if (setting === "risk_limits.restricted_symbols") {
    return [{ path: setting, to: config.risk_limits.restricted_symbols.filter((listed) => listed !== symbol) }];
  }
  if (setting === "risk_limits.quote_symbols") {
    const added = instrument === null ? [] : [instrument.quoteAsset];
    return [{ path: setting, to: [...config.risk_limits.quote_symbols, ...added] }];
  }
  return null;
}
