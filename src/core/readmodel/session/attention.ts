import type { CooldownRow } from "../../telemetry/risk-state.schema.js";
import type { RiskStateFile } from "../../telemetry/risk-state.schema.js";
import type { RouterHealthRow } from "../../telemetry/router-health.schema.js";
import type { StatusDocument } from "../status.js";

/** Where a thing is explained. */
export type Topic =
  "overview" | "positions" | "vetoes" | "orders" | "risk" | "router" | "strategies" | "fund" | "health" | "ml";

/** Something a person may have to look at. */
export interface Attention {
  readonly severity: "critical" | "warning" | "notice";
  readonly code: string;
  readonly message: string;
  readonly topic: Topic;
}

/** Something that keeps orders from being opened. */
export interface Block {
  readonly kind: "gate" | "latch" | "cooldown" | "route";
  /** all, or the strategy or symbol that is kept back. */
  readonly scope: string;
  readonly why: string;
  /** What ends it. */
  readonly until: string;
}

const TOPICS: Readonly<Record<string, Topic>> = {
  nav_stale: "health",
  executor_dead: "health",
  executor_frozen: "health",
  executor_stopped: "health",
  executor_starting: "health",
  standby_replica: "health",
  standby_fenced: "health",
  standby_restoring: "health",
  circuit_open: "router",
  unknown_orders: "orders",
  position_unprotected: "positions",
  strategy_halted: "strategies",
};

/** From this share of a limit on a person should know. */
const NEAR_LIMIT = 0.7;
const SEVERITIES: readonly Attention["severity"][] = ["critical", "warning", "notice"];

export function blocksOf(
  { causes, cooldowns }: Pick<RiskStateFile, "causes" | "cooldowns">,
  routes: readonly Pick<RouterHealthRow, "symbol" | "newRisk">[],
): readonly Block[] {
  const cooled = ({ scope, key, until, reason }: CooldownRow): Block => ({
    kind: "cooldown",
    scope: key,
    why: `${scope} ${reason}`,
    until: reason === "operator" ? "hedge resume" : until,
  });
  return [
    ...causes.map(({ code, kind, clears }): Block => ({ kind, scope: "all", why: code, until: clears })),
    ...cooldowns.map(cooled),
    ...routes
      .filter(({ newRisk }) => !newRisk.allowed)
      .map(({ symbol, newRisk }): Block => ({ kind: "route", scope: symbol, why: newRisk.reason, until: "a probe" })),
  ];
}

/** Worst first. What the alerts of `hedge status` say comes as it is; limits and routes near their end follow. */
export function attentionOf(
  status: Pick<StatusDocument, "alerts" | "unknownOrders">,
  { limits }: Pick<RiskStateFile, "limits">,
  routes: readonly Pick<RouterHealthRow, "symbol" | "quality" | "reason">[],
): readonly Attention[] {
  const alerts = status.alerts.map(({ severity, code, message }): Attention => ({
    severity,
    code,
    message,
    topic: TOPICS[code] ?? "risk",
  }));
  const near = limits
    .filter(({ usage }) => usage !== null && usage >= NEAR_LIMIT)
    .sort((a, b) => (b.usage ?? 0) - (a.usage ?? 0))
    .map(({ rule, scope, usage }): Attention => {
      const message = `${rule} ${scope} at ${String(Math.round((usage ?? 0) * 100))} % of its limit`;
      return { severity: (usage ?? 0) >= 1 ? "warning" : "notice", code: "limit_near", message, topic: "risk" };
    });
  const poor = routes
    .filter(({ quality }) => quality === "broken" || quality === "degraded")
    .map(({ symbol, quality, reason }): Attention => {
      const severity = quality === "broken" ? "warning" : "notice";
      return { severity, code: `route_${quality}`, message: `${symbol} ${quality}: ${reason}`, topic: "router" };
    });
  const all = [...alerts, ...near, ...poor];
  return SEVERITIES.flatMap((severity) => all.filter((item) => item.severity === severity));
}
