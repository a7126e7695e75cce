import { counter, gauge, type MetricFamily, oneOf } from "../domain/metric.js";
import { TRADING_STATES } from "../domain/trading-state.js";
import type { HealthFile } from "./health.schema.js";
import type { AlertRow, LimitRow, RiskStateFile } from "./risk-state.schema.js";
import type { RouterHealthFile } from "./router-health.schema.js";
import { venueMetrics } from "./venue-metrics.js";

/** The newest projections of a session; null before the first. */
export interface TelemetryDocuments {
  readonly health: HealthFile | null;
  readonly risk: RiskStateFile | null;
  readonly router: RouterHealthFile | null;
}

const inSeconds = (spanMs: number | null | undefined): number | null =>
  typeof spanMs === "number" ? spanMs / 1_000 : null;
const instant = (text: string): number => Date.parse(text) / 1_000;
const money = (text: string | null): number | null => (text === null ? null : Number(text));

/** What the executor tells from outside, from the same projections as its telemetry files. */
export function executorMetrics({ health, risk, router }: TelemetryDocuments): readonly MetricFamily[] {
  return [
    ...(health === null ? [] : [...processMetrics(health), ...venueMetrics(health)]),
    ...(risk === null ? [] : [...bookMetrics(risk), ...riskMetrics(risk)]),
    ...(router === null ? [] : [routerMetrics(router)]),
  ];
}

function processMetrics({
  mode,
  state,
  heartbeats,
  ages,
  latencies,
  seq,
  rssBytes,
}: HealthFile): readonly MetricFamily[] {
  const { executor } = heartbeats;
  const { p50, p99, max } = latencies["decision"] ?? { p50: null, p99: null, max: null };
  const decision = [["p50", p50] as const, ["p99", p99] as const, ["max", max] as const];
  return [
    gauge("hedge_session_info", "1, with the mode of the session.", [[{ mode }, 1]]),
    gauge(
      "hedge_executor_state",
      "1 for the state of the executor's process.",
      oneOf("state", ["running", "stopped", "ended"], state),
    ),
    gauge(
      "hedge_executor_start_timestamp_seconds",
      "When the process started, in wall time.",
      instant(executor.startedAt),
    ),
    gauge(
      "hedge_executor_heartbeat_timestamp_seconds",
      "Last sign of life of the executor's loop, in wall time.",
      instant(executor.at),
    ),
    gauge("hedge_market_age_seconds", "Age of the newest mark, in market time.", inSeconds(ages["market"])),
    gauge(
      "hedge_decision_latency_seconds",
      "Time from a closed bar to its decision.",
      decision.map(([figure, valueMs]) => [{ figure }, inSeconds(valueMs)] as const),
    ),
    counter("hedge_journal_events_total", "Journal lines of the session, restarts included.", seq),
    gauge("hedge_executor_resident_memory_bytes", "Resident memory of the executor.", rssBytes),
  ];
}

function bookMetrics({ nav, book }: RiskStateFile): readonly MetricFamily[] {
  return [
    gauge("hedge_nav_usdt", "Net asset value at the newest marks.", money(nav.value)),
    gauge("hedge_nav_age_seconds", "Age of the oldest mark in the NAV, in market time.", inSeconds(nav.ageMs)),
    gauge("hedge_nav_fresh", "1 while the NAV is young enough to trade on.", nav.fresh ? 1 : 0),
    gauge("hedge_day_pnl_usdt", "Profit of the day so far.", money(book.dayPnl)),
    gauge("hedge_drawdown_ratio", "Fraction below the highest NAV so far.", book.drawdown),
    gauge("hedge_gross_exposure_ratio", "Sum of absolute notionals over NAV.", book.grossExposure),
    gauge("hedge_net_exposure_ratio", "Sum of signed notionals over NAV.", book.netExposure),
    gauge("hedge_positions", "Open positions.", book.positions),
    gauge("hedge_open_orders", "Orders that are not final.", book.openOrders),
    gauge("hedge_unknown_orders", "Orders whose outcome the venue has not told.", book.unknownOrders),
    counter(
      "hedge_unprotected_seconds_total",
      "Time in which some position lacked its working stop, of the whole session.",
      book.unprotectedSeconds,
    ),
  ];
}

function riskMetrics({ tradingState, alerts, limits, vetoes }: RiskStateFile): readonly MetricFamily[] {
  return [
    gauge("hedge_trading_state", "1 for the trading state in force.", oneOf("state", TRADING_STATES, tradingState)),
    gauge(
      "hedge_critical_alerts",
      "Alerts that a person has to look at now; 0 while there is none.",
      alerts.filter(({ severity }) => severity === "critical").length,
    ),
    gauge("hedge_alerts", "What a person should look at, by code.", countAlerts(alerts)),
    gauge("hedge_limit_usage_ratio", "Used part of a limit, of the fullest scope of each rule.", fullest(limits)),
    gauge(
      "hedge_vetoes_in_window",
      "Intents that risk refused in the rolling window, by the first rule they failed.",
      Object.entries(vetoes.byRule).map(([rule, total]) => [{ rule }, total] as const),
    ),
  ];
}

/** Some codes go on with an account and a symbol after a colon: the label does not. */
function countAlerts(alerts: readonly AlertRow[]): [Record<string, string>, number][] {
  const counts = new Map<string, [Record<string, string>, number]>();
  for (const { severity, code } of alerts) {
    const kind = code.split(":")[0] ?? code;
    const row = counts.get(`${severity} ${kind}`) ?? [{ severity, code: kind }, 0];
    row[1] += 1;
    counts.set(`${severity} ${kind}`, row);
  }
  return [...counts.values()];
}

function fullest(limits: readonly LimitRow[]): [Record<string, string>, number][] {
  const highest = new Map<string, number>();
  for (const { rule, usage } of limits) {
    if (usage !== null) highest.set(rule, Math.max(usage, highest.get(rule) ?? -Infinity));
  }
  return [...highest].map(([rule, usage]) => [{ rule }, usage]);
}

function routerMetrics({ items }: RouterHealthFile): MetricFamily {
  const qualities = ["good", "ok", "degraded", "broken", "unknown"] as const;
  return gauge(
    "hedge_router_routes",
    "Routes (account and symbol) by their quality.",
    qualities.map((quality) => [{ quality }, items.filter((item) => item.quality === quality).length] as const),
  );
}
