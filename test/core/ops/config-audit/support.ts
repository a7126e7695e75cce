import { auditDirectory } from "../../../../src/core/ops/config-audit/audit-directory.js";
import type { ConfigAuditDocument } from "../../../../src/core/ops/config-audit/audit-config.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { changedTexts, memoryFiles } from "../../config/support.js";

/** Closes of the bundled data's last hour, 2024-12-31 23:00 UTC, rounded. */
export const PRICES = {
  BTCUSDT: 93_557,
  ETHUSDT: 3_334,
  SOLUSDT: 189,
  BNBUSDT: 702,
  XRPUSDT: 2.08,
  ADAUSDT: 0.845,
  DOGEUSDT: 0.316,
  LINKUSDT: 20,
  DOTUSDT: 6.6,
  ATOMUSDT: 6.2,
  LTCUSDT: 103,
};

/** The audit of the shipped configuration with some values changed. */
export function audit(
  changes: Readonly<Record<string, unknown>> = {},
  navUsd = 100_000,
  against: Readonly<Record<string, unknown>> | null = null,
): ConfigAuditDocument {
  return auditDirectory({
    directory: "config",
    env: {},
    files: memoryFiles(changedTexts(changes)),
    strategies: STRATEGIES,
    navUsd,
    market: { prices: PRICES, atrFraction: 0.01 },
    against,
  });
}
