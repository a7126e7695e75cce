import type { Policies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import { getAtPath } from "../../config/paths.js";
import type { FactsOf } from "../../config/setting-facts.js";
import type { Violation } from "../../domain/intent.js";
import type { SettingChange } from "../whatif/change-config.js";
import type { AuditMarket } from "./assumed-market.js";
import { type FeasibilityRow, nameOf, smallestFeasibleNav } from "./feasibility.js";
import { type AuditFinding, figure, placeOf } from "./finding.js";
import { switchedOffBy } from "./ideas.js";
import { partnerOf } from "./pair-trial.js";
import { type Excluded, loosenLimits, lowerMinimums, smallestIn } from "./remedy.js";

export interface Judged {
  readonly config: Config;
  readonly policies: Policies;
  readonly navUsd: number;
  readonly market: AuditMarket;
  readonly factsOf: FactsOf;
}

export interface JudgedRows extends Judged {
  /** Rows of pairs that a kinder market than the usual one lets trade. */
  readonly rare: ReadonlySet<FeasibilityRow>;
}

/** The market that a rare pair can't trade in. */
export function marketText({ market, config }: Judged): string {
  const { default_beta: beta } = config.risk_limits.global.correlation;
  return ` in a usual market (an ATR of ${figure(market.atrFraction * 100)} % of the price an hour, a beta that is not known yet and counts as ${figure(beta)})`;
}

/** Why a strategy can't trade a symbol: the settings that exclude each other, their figures, and what would do. */
export function infeasibleFinding(row: FeasibilityRow, judged: JudgedRows): AuditFinding {
  const { strategy, symbol, nav, excludedBy } = row;
  const rare = judged.rare.has(row);
  const place = placeOf(`strategy_registry.strategies.${strategy}.symbols`);
  if (excludedBy.includes("no_price")) {
    const message = `${symbol}: no price is known, so what can trade wasn't worked out`;
    return { severity: "info", code: "no_price", ...place, message, fix: "Give market data of this symbol." };
  }
  const start = `${strategy} on ${symbol} can trade no size${rare ? marketText(judged) : ""} with a NAV of ${nav}: `;
  if (isSwitchedOff(row, judged)) {
    const fix = `Enable ${symbol}, or take it out of the strategy's symbols.`;
    return { severity: "info", code: "infeasible", ...place, message: start + clash(excludedBy), fix };
  }
  if (excludedBy.includes("group_incomplete")) {
    const partner = partnerOf({ ...judged, strategy, symbol }) ?? "";
    const message = `${start}it is opened together with ${partner}, which can't be`;
    const fix = `See what is said of ${strategy} on ${partner}.`;
    return { severity: "warning", code: "infeasible", ...place, message, fix };
  }
  const message = `${start}${clash(excludedBy)}${figures(row, judged)}`;
  const severity = rare ? "warning" : "error";
  return { severity, code: "infeasible", ...place, message, fix: remedyText(row, judged) };
}

/** On purpose: that is a remark, no fault. */
export function isSwitchedOff({ symbol }: FeasibilityRow, { policies }: Judged): boolean {
  return switchedOffBy(policies, symbol) !== null;
}

/** R06 wants more than the others allow; without it even the smallest quantity the venue takes is too much. */
function clash(excludedBy: readonly string[]): string {
  const others = excludedBy.filter((rule) => rule !== "R06").join(", ");
  if (excludedBy.includes("R06")) return `R06 and ${others} exclude each other`;
  return `the smallest quantity the venue takes is refused by ${others}`;
}

function excludedPair({ strategy, symbol }: FeasibilityRow, { config, navUsd, market }: Judged): Excluded {
  return { config, navUsd, market, strategy, symbol };
}

/** The pair of settings and their figures, in words. */
export function figures(row: FeasibilityRow, judged: Judged): string {
  const order = smallestIn(excludedPair(row, judged));
  if (order === null || order.obstacles.length === 0) return "";
  const setting = order.minimumSetting ?? lotSetting(row.symbol, judged.config);
  const because = `${setting} ${String(getAtPath(judged.config, setting))}`;
  const limits = order.obstacles.map((obstacle) => limitText(obstacle, order.notionalUsd, judged.config));
  return `. The smallest order is ${figure(order.notionalUsd)} USD (${because}), but ${limits.join("; ")}`;
}

function lotSetting(symbol: string, { venues }: Config): string {
  const venue = Object.keys(venues).find((key) => Object.hasOwn(venues[key]?.instruments ?? {}, symbol)) ?? "";
  return `venues.${venue}.instruments.${symbol}.filters.min_qty`;
}

function limitText(obstacle: Violation, orderUsd: number, config: Config): string {
  const { setting, limit, measured, unit } = obstacle;
  const value = setting === null ? undefined : getAtPath(config, setting);
  const plain = typeof value === "number" || typeof value === "string" || typeof value === "boolean";
  const name = setting === null ? nameOf(obstacle) : `${setting}${plain ? ` ${String(value)}` : ""}`;
  if (limit === null) return `${name} refuses it`;
  if (unit === "usd") {
    // A limit may weigh the order, by its beta or with what is held.
    const weighed = measured !== null && figure(measured) !== figure(orderUsd);
    return `${name} allows ${figure(limit)} USD${weighed ? `, and there it counts as ${figure(measured)}` : ""}`;
  }
  return `${name} allows ${figure(limit)}, not ${measured === null ? "what is unknown" : figure(measured)}`;
}

/** Each way out, with the smallest change that has been tried: higher limits, lower minimums, more NAV. */
export function remedyText(row: FeasibilityRow, judged: Judged): string {
  const { strategy, symbol } = row;
  const pair = excludedPair(row, judged);
  const navUsd = smallestFeasibleNav(judged.policies, { strategy, symbol }, judged.market);
  const ways = [
    changesText(loosenLimits(pair, judged.factsOf), judged.config),
    changesText(lowerMinimums(pair), judged.config),
    navUsd === null || navUsd <= judged.navUsd ? null : `trade with a NAV of ${figure(navUsd)} or more`,
  ].filter((way) => way !== null);
  if (ways.length === 0) return `Change a limit of ${row.excludedBy.join(", ")}; no NAV would do.`;
  const text = ways.join(", or ");
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}.`;
}

export function changesText(changes: readonly SettingChange[] | null, config: Config): string | null {
  if (changes === null || changes.length === 0) return null;
  const texts = changes.map(({ path, to }) => {
    const from = getAtPath(config, path);
    const verb = typeof from === "number" && typeof to === "number" && to < from ? "lower" : "raise";
    return `${verb} ${path} to ${typeof to === "number" ? figure(to) : String(to)}`;
  });
  return texts.join(" and ");
}
