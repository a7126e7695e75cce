import { CONFIG_STEMS } from "../../../src/core/config/config-files.js";
import { settingRows } from "../../../src/core/config/render-reference.js";
import { publicSchema } from "../../../src/core/config/render-schemas.js";
import { branches } from "../../../src/core/config/schema-node.js";
import type { SettingFacts } from "../../../src/core/lib/setting.js";
import { STRATEGIES } from "../../../src/core/strategies/registry.js";

/** A setting whose schema says which way lets more risk through. */
export interface DirectedSetting {
  /** As the reference writes it: `risk_limits.global.tiers.<name>.per_symbol_nav_pct`. */
  readonly path: string;
  readonly loosens: NonNullable<SettingFacts["loosens"]>;
  readonly facts: SettingFacts;
  /** Bounds of a figure. */
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export function directedSettings(): readonly DirectedSetting[] {
  return CONFIG_STEMS.flatMap((stem) =>
    settingRows(publicSchema(stem, STRATEGIES)).map((row) => ({ stem, row })),
  ).flatMap(({ stem, row: { path, node, facts } }) => {
    const { loosens } = facts;
    if (loosens === undefined || loosens === "never") return [];
    const bounds = Object.assign({}, ...branches(node)) as Record<string, unknown>;
    const bound = (keys: readonly string[], otherwise: number): number =>
      keys.map((key) => bounds[key]).find((value) => typeof value === "number") ?? otherwise;
    return [
      {
        path: `${stem}.${path}`,
        loosens,
        facts,
        least: bound(["minimum", "exclusiveMinimum"], 0),
        most: bound(["maximum", "exclusiveMaximum"], 1e12),
        isWhole: bounds["type"] === "integer",
      },
    ];
  });
}

/** What no property of sizing and review can hold, by the beginning of the path, and why. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  "strategy_config.bar_grace_seconds": "when a bar counts as late: before there is an intent",
  "strategy_config.screener.": "which signals become intents: before there is an intent",
  "strategy_config.intents.": "how many intents a cycle makes: before there is one to size",
  "strategy_config.exits.": "where stops lie and how long they may take: after approval",
  "strategy_config.strategies[].allowed_trends.": "which signals become intents: before there is an intent",
  "strategy_config.strategies[].params.": "what the strategy wants: before there is an intent",
  "strategy_registry.strategies.<name>.symbols": "where the strategy looks for signals: before there is an intent",
  "risk_limits.global.loss_streak.trades": "when a timer begins: one that begins later also ends later",
  "risk_limits.global.veto_burst.vetoes": "when a timer begins: one that begins later also ends later",
  "risk_limits.global.veto_burst.window_minutes": "when a timer begins: one that begins later also ends later",
  "risk_limits.global.correlation.groups.<name>.symbols": "a member that leaves a group takes its hedge along",
  "router_policy.": "how an approved order is sent",
  "venues.<name>.instruments.<name>.liquidation_fee_rate":
    "what a liquidation costs, which sizing and review don't reckon",
  "venues.<name>.instruments.<name>.brackets[].max_leverage": "what the venue lets an account set, which no rule reads",
  "runtime.live.": "how the venue is talked to",
};

/** The place of a path in the configuration of the property: of BTCUSDT, traded by momentum. */
export function placeOf(path: string): string {
  return path
    .replace("strategies.<name>", "strategies.momentum")
    .replace("strategies[]", "strategies.momentum")
    .replace("accounts[]", "accounts.main")
    .replace("universe[]", "universe.BTCUSDT")
    .replace("tiers.<name>", "tiers.CORE")
    .replace("groups.<name>", "groups.all_perps")
    .replace("per_symbol.<name>", "per_symbol.BTCUSDT")
    .replace("venues.<name>", "venues.binance")
    .replace("instruments.<name>", "instruments.BTCUSDT")
    .replace("brackets[]", "brackets.0");
}
