import type { RiskRule } from "./rule.js";
import { tradingStateRule } from "./rules/r01-trading-state.js";
import { navFresh } from "./rules/r02-nav-fresh.js";
import { navPlausible } from "./rules/r03-nav-plausible.js";
import { tradeNotional } from "./rules/r04-trade-notional.js";
import { leverage } from "./rules/r05-leverage.js";
import { minNotional } from "./rules/r06-min-notional.js";
import { maxOrder } from "./rules/r07-max-order.js";
import { symbolExposure } from "./rules/r08-symbol-exposure.js";
import { globalExposure } from "./rules/r09-global-exposure.js";
import { dailyLossRule } from "./rules/r10-daily-loss.js";
import { drawdown } from "./rules/r11-drawdown.js";
import { cooldown } from "./rules/r12-cooldown.js";
import { concurrency } from "./rules/r13-concurrency.js";
import { tradeRate } from "./rules/r14-trade-rate.js";
import { strategyExposure } from "./rules/r15-strategy-exposure.js";
import { marketQuality } from "./rules/r16-market-quality.js";
import { restricted } from "./rules/r17-restricted.js";
import { venueHealth } from "./rules/r18-venue-health.js";
import { liquidation } from "./rules/r19-liquidation.js";
import { correlation } from "./rules/r20-correlation.js";
import { protection } from "./rules/r21-protection.js";

/** All rules in the order of their ids; the first that fails is the primary one of a veto. */
export const RISK_RULES: readonly RiskRule[] = [
  tradingStateRule,
  navFresh,
  navPlausible,
  tradeNotional,
  leverage,
  minNotional,
  maxOrder,
  symbolExposure,
  globalExposure,
  dailyLossRule,
  drawdown,
  cooldown,
  concurrency,
  tradeRate,
  strategyExposure,
  marketQuality,
  restricted,
  venueHealth,
  liquidation,
  correlation,
  protection,
];

/** Violation of the legs of a group that pass themselves while another leg doesn't. */
export const GROUP_RULE = { id: "GROUP", code: "group_incomplete" } as const;
