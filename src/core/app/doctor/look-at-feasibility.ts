import { openBarStore } from "../../adapters/parquet/bar-store.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import type { Config } from "../../config/config-files.js";
import { auditConfig } from "../../ops/config-audit/audit-config.js";
import type { ConfigFacts } from "../../ops/doctor/config.js";
import type { BarStore } from "../../ports/bar-store.js";

type Judged = Pick<ConfigFacts, "feasibility" | "feasibilityGap">;

/** A usual hourly range; it only decides how far the stop of the tried order lies. */
const ATR_FRACTION = 0.01;

async function lastPrices(store: BarStore): Promise<Readonly<Record<string, number>>> {
  const prices: Record<string, number> = {};
  for (const symbol of store.symbols()) {
    const last = (await store.bars(symbol)).close.at(-1);
    if (last !== undefined) prices[symbol] = last;
  }
  return prices;
}

/** Asks the config audit what can trade at the NAV a paper session starts with, at the last recorded prices. */
export async function lookAtFeasibility(config: Config, dataDirectory: string): Promise<Judged> {
  const prices = await attemptAsync(async () =>
    lastPrices(await openBarStore({ directory: dataDirectory, venue: "binance-usdm", timeframe: "1h" })),
  );
  if (!prices.ok) return { feasibility: null, feasibilityGap: `no prices: ${prices.error.message}` };
  const navUsd = config.runtime.paper.start_nav_usdt;
  const market = { prices: prices.value, atrFraction: ATR_FRACTION };
  const loaded = { ok: true, value: config } as const;
  const { findings, feasibility } = auditConfig({ trees: {}, loaded, navUsd, market, against: null });
  // A pair that is switched off on purpose is a remark of the audit and no problem here.
  const infeasible = findings.flatMap(({ code, severity, message }) =>
    code === "infeasible" && severity !== "info" ? [message] : [],
  );
  const pairs = feasibility.filter((row) => row.feasible).length + infeasible.length;
  return { feasibility: { nav: String(navUsd), pairs, infeasible }, feasibilityGap: "" };
}
