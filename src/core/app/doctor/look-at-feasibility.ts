import type { Config } from "../../config/config-files.js";
import { auditConfig } from "../../ops/config-audit/audit-config.js";
import type { ConfigFacts } from "../../ops/doctor/config.js";
import { STRATEGIES } from "../../strategies/registry.js";
import { auditMarket } from "../audit-market.js";

type Judged = Pick<ConfigFacts, "feasibility" | "feasibilityGap">;

/** Asks the config audit what can trade at the NAV a paper session starts with, at the last recorded prices. */
export async function lookAtFeasibility(config: Config): Promise<Judged> {
  const market = await auditMarket(config);
  if (market.unreadable !== undefined) {
    return { feasibility: null, feasibilityGap: `no prices: ${market.unreadable.message}` };
  }
  const navUsd = config.runtime.paper.start_nav_usdt;
  const loaded = { ok: true, value: config } as const;
  const audit = auditConfig({ trees: {}, loaded, strategies: STRATEGIES, navUsd, market, against: null });
  const judged = audit.findings.filter(({ code }) => code === "infeasible" || code === "no_price");
  // A pair that is switched off on purpose is a remark of the audit and no problem here.
  const infeasible = judged.filter(({ severity }) => severity !== "info").map(({ message }) => message);
  const pairs = audit.feasibility.length - judged.filter(({ severity }) => severity === "info").length;
  const possible = audit.feasibility.filter(({ feasible }) => feasible).length;
  return { feasibility: { nav: String(navUsd), pairs, possible, infeasible }, feasibilityGap: "" };
}
