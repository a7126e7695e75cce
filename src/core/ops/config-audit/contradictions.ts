import type { Policies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import { findCrowding } from "./crowding.js";
import { findSilentStops } from "./silent-stops.js";
import { stopCostFraction } from "../../sizing/policy.js";
import { type AuditFinding, figure, placeOf, type Severity } from "./finding.js";

interface LimitsInput {
  readonly config: Config;
  readonly policies: Policies;
  readonly navUsd: number;
  /** ATR of a bar as a fraction of the price. */
  readonly atrFraction: number;
}

/** Settings that are each legal and together make no sense: one of them can never act, or refuses every trade. */
export function findContradictions(input: LimitsInput): readonly AuditFinding[] {
  return [
    ...accountLimits(input),
    ...disasterLoss(input),
    ...symbolLimits(input),
    ...strategyLimits(input),
    ...findCrowding(input),
    ...findSilentStops(input.config),
  ];
}

function finding(
  severity: Severity,
  code: string,
  setting: string,
  texts: { message: string; fix: string },
): AuditFinding {
  return { severity, code, ...placeOf(setting), ...texts };
}

function accountLimits({ config, policies }: LimitsInput): readonly AuditFinding[] {
  const limits = config.risk_limits.global;
  const { trade_nav_percentage: tradePct, adaptive_scale: scale } = policies.sizing;
  const found: AuditFinding[] = [];
  const tradeSetting = "strategy_config.sizing.trade_nav_percentage";
  if (!(tradePct * scale <= limits.max_trade_nav_pct)) {
    const message = `a full-strength trade of ${figure(tradePct * scale)} of NAV is above risk_limits.global.max_trade_nav_pct ${figure(limits.max_trade_nav_pct)}: each one is cut`;
    const fix = `Write ${figure(limits.max_trade_nav_pct / scale)} or less, or raise max_trade_nav_pct.`;
    found.push(finding("warning", "trade_above_limit", tradeSetting, { message, fix }));
  }
  const slots = tradingSlots(config);
  const fullPct = slots * Math.min(tradePct * scale, limits.max_trade_nav_pct);
  if (!(fullPct <= limits.max_gross_exposure_pct)) {
    const message = `${slots} positions of ${figure(fullPct / slots)} of NAV make ${figure(fullPct)}, above max_gross_exposure_pct ${figure(limits.max_gross_exposure_pct)}: the last slots fill only while orders are smaller than that`;
    const fix = `Allow ${Math.floor((limits.max_gross_exposure_pct * slots) / fullPct)} positions, or raise max_gross_exposure_pct to ${figure(fullPct)}.`;
    found.push(
      finding("warning", "concurrency_above_gross", "risk_limits.global.max_concurrent_positions", { message, fix }),
    );
  }
  const venues = new Set(config.accounts.accounts.map((account) => account.venue));
  const caps = [
    { setting: "max_leverage", value: limits.max_leverage, holds: true },
    { setting: "max_venue_exposure_pct", value: limits.max_venue_exposure_pct, holds: venues.size === 1 },
  ];
  for (const { setting, value } of caps.filter(
    ({ value, holds }) => holds && !(value >= limits.max_gross_exposure_pct),
  )) {
    const message = `${figure(value)} is below max_gross_exposure_pct ${figure(limits.max_gross_exposure_pct)}, which can never be reached`;
    const fix = `Write max_gross_exposure_pct ${figure(value)}, or raise ${setting}.`;
    found.push(finding("warning", "gross_cap_unreachable", `risk_limits.global.${setting}`, { message, fix }));
  }
  return found;
}

/** Positions that can be open at once: global slots, slots of strategies, symbols they trade. */
function tradingSlots(config: Config): number {
  const enabled = Object.values(config.strategy_registry.strategies).filter((entry) => entry.enabled);
  const ofStrategies = enabled.reduce((sum, entry) => sum + Math.min(entry.max_concurrent, entry.symbols.length), 0);
  const ofIntents = config.strategy_config.intents.max_concurrent_positions ?? Infinity;
  return Math.min(ofStrategies, ofIntents, config.risk_limits.global.max_concurrent_positions);
}

function symbolLimits({ config, policies, navUsd }: LimitsInput): readonly AuditFinding[] {
  const traded = new Set(
    Object.values(config.strategy_registry.strategies).flatMap((entry) => (entry.enabled ? entry.symbols : [])),
  );
  const { trade_nav_percentage: tradePct, adaptive_scale: scale } = policies.sizing;
  const tradeShare = Math.min(tradePct * scale, config.risk_limits.global.max_trade_nav_pct);
  return [...traded].flatMap((symbol) => {
    const caps = policies.risk.symbols[symbol];
    if (caps === undefined) return [];
    const found: AuditFinding[] = [];
    if (!caps.enabled || caps.restricted || caps.maxConcurrentPositions === 0) {
      const setting = caps.restricted ? "risk_limits.restricted_symbols" : `pairs_universe.universe.${symbol}`;
      const message = `${symbol} is named by an enabled strategy but opens nothing`;
      const fix = `Enable ${symbol}, or take it out of the strategy's symbols.`;
      return [finding("info", "symbol_never_trades", setting, { message, fix })];
    }
    if (!(caps.maxNavPct >= tradeShare)) {
      const message = `${symbol}: at most ${figure(caps.maxNavPct)} of NAV, below a full-strength trade of ${figure(tradeShare)}: each one is cut`;
      const fix = `Raise it to ${figure(tradeShare)}, or trade smaller with strategy_config.sizing.trade_nav_percentage.`;
      found.push(finding("warning", "symbol_cap_below_trade", caps.maxNavPctSetting, { message, fix }));
    }
    if (!(caps.maxOrderNotionalUsd >= tradeShare * navUsd)) {
      const message = `${symbol}: orders of at most ${figure(caps.maxOrderNotionalUsd)} USD, below a full-strength trade of ${figure(tradeShare * navUsd)} USD at this NAV`;
      const fix = `Raise it to ${figure(tradeShare * navUsd)}, or accept smaller trades.`;
      found.push(finding("warning", "order_limit_below_trade", caps.maxOrderNotionalSetting, { message, fix }));
    }
    return found;
  });
}

function strategyLimits(input: LimitsInput): readonly AuditFinding[] {
  const { config } = input;
  return config.strategy_config.strategies.flatMap((settings) => {
    const entry = config.strategy_registry.strategies[settings.id];
    if (entry?.enabled !== true) return [];
    const path = `strategy_config.strategies.${settings.id}`;
    const found: AuditFinding[] = [];
    const gross = config.risk_limits.global.max_gross_exposure_pct;
    if (!(settings.max_nav_pct <= gross)) {
      const message = `${figure(settings.max_nav_pct)} is above risk_limits.global.max_gross_exposure_pct ${figure(gross)}, so it never acts`;
      found.push(
        finding("warning", "strategy_cap_above_gross", `${path}.max_nav_pct`, {
          message,
          fix: `Write ${figure(gross)} or less.`,
        }),
      );
    }
    if (entry.max_concurrent === 0) {
      const message = `${settings.id} is enabled but has no slot`;
      const fix = "Give it a slot, or disable it.";
      found.push(
        finding("warning", "strategy_never_trades", `strategy_registry.strategies.${settings.id}.max_concurrent`, {
          message,
          fix,
        }),
      );
    }
    const stopAtr = settings.params["stop_atr"];
    if (typeof stopAtr === "number") found.push(...stopLimits(input, { path, stopAtr }));
    return found;
  });
}

interface Stop {
  readonly path: string;
  readonly stopAtr: number;
}

function stopLimits({ policies }: LimitsInput, stop: Stop): readonly AuditFinding[] {
  const found: AuditFinding[] = [];
  const disasterAtr = policies.exits.disaster_stop_atr;
  if (!(stop.stopAtr < disasterAtr)) {
    const message = `a stop of ${figure(stop.stopAtr)} ATR lies beyond the disaster stop of ${figure(disasterAtr)} ATR and never acts`;
    const fix = `Write less than ${figure(disasterAtr)}, or move strategy_config.exits.disaster_stop_atr.`;
    found.push(finding("warning", "stop_beyond_disaster_stop", `${stop.path}.params.stop_atr`, { message, fix }));
  }
  return found;
}

function disasterLoss({ config, policies, atrFraction }: LimitsInput): readonly AuditFinding[] {
  const disasterAtr = policies.exits.disaster_stop_atr;
  const limits = config.risk_limits.global;
  const share = Math.min(
    policies.sizing.trade_nav_percentage * policies.sizing.adaptive_scale,
    limits.max_trade_nav_pct,
  );
  const lossPct = share * (disasterAtr * atrFraction + stopCostFraction(policies.sizing));
  if (lossPct <= limits.daily_loss_limit_pct) return [];
  const message = `one full-strength trade that ends at its disaster stop loses ${figure(lossPct)} of NAV, more than daily_loss_limit_pct ${figure(limits.daily_loss_limit_pct)}`;
  const fix = `Lower it to ${figure(limits.daily_loss_limit_pct / (share * atrFraction))} ATR, or trade smaller.`;
  return [finding("warning", "disaster_above_daily_loss", "strategy_config.exits.disaster_stop_atr", { message, fix })];
}
