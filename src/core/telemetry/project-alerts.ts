import { isoUtc } from "../lib/time.js";
import { openOrders } from "./project-positions.js";
import type { AlertRow } from "./risk-state.schema.js";
import type { TelemetrySnapshot } from "./snapshot.js";

function causeAlerts({ portfolio }: TelemetrySnapshot): AlertRow[] {
  return portfolio.causes.map(({ code, state, kind, clears }) => ({
    severity: state === "HALTED" ? "critical" : "warning",
    code,
    message: `${state} by a ${kind}; clears: ${clears}`,
  }));
}

/** Timers that only a resume ends: the session trades, and one of its strategies opens nothing. */
function strategyAlerts({ risk }: TelemetrySnapshot): AlertRow[] {
  return risk.cooldowns.flatMap(({ key, reason, said }) => {
    if (reason !== "operator") return [];
    const since = said === undefined ? "" : ` since ${isoUtc(said.atMs)}`;
    const why = said === undefined || said.reason === "" ? "" : ` (said "${said.reason}")`;
    const message = `an operator halted ${key}${since}${why}: it opens nothing; clears: hedge resume --reason …`;
    return [{ severity: "warning", code: "strategy_halted", message }];
  });
}

/** An old NAV stops every entry: as serious as a halt, and nobody asked for it. */
function navAlerts({ nav, atMs, navFreshnessMs }: TelemetrySnapshot): AlertRow[] {
  if (nav === null) return [];
  const ageMs = atMs - nav.atMs;
  const fresh = ageMs <= navFreshnessMs;
  if (fresh) return [];
  const message = `NAV is ${seconds(ageMs)} old, limit ${seconds(navFreshnessMs)}`;
  return [{ severity: "critical", code: "nav_stale", message }];
}

/** Beyond the time that a stop may take, nothing keeps the position from losing what it likes. */
function positionAlerts({ portfolio, atMs, maxUnprotectedMs }: TelemetrySnapshot): AlertRow[] {
  return Object.values(portfolio.positions).flatMap(({ symbol, account, unprotectedSinceMs }): AlertRow[] => {
    if (unprotectedSinceMs === null) return [];
    const sinceMs = atMs - unprotectedSinceMs;
    const isAllowed = sinceMs <= maxUnprotectedMs;
    const spans = `for ${seconds(sinceMs)}, limit ${seconds(maxUnprotectedMs)}`;
    const message = `${symbol} (${account}) has had no working disaster stop ${spans}`;
    return [{ severity: isAllowed ? "warning" : "critical", code: "position_unprotected", message }];
  });
}

function seconds(spanMs: number): string {
  return `${String(spanMs / 1_000)} s`;
}

function orderAlerts(snapshot: TelemetrySnapshot): AlertRow[] {
  const unknown = openOrders(snapshot).filter(({ status }) => status === "unknown");
  if (unknown.length === 0) return [];
  const ids = unknown.slice(0, 3).map(({ request }) => request.clientOrderId);
  const message = `outcome of ${String(unknown.length)} order(s) unknown, counted as exposure: ${ids.join(", ")}`;
  return [{ severity: "warning", code: "unknown_orders", message }];
}

/** The session goes on under what it has. */
function filesAlerts({ filesProblem }: TelemetrySnapshot): AlertRow[] {
  return filesProblem === null ? [] : [{ severity: "warning", ...filesProblem }];
}

/** What a person should look at, worst first. */
export function projectAlerts(snapshot: TelemetrySnapshot): AlertRow[] {
  const alerts = [navAlerts, causeAlerts, strategyAlerts, positionAlerts, orderAlerts, filesAlerts].flatMap(
    (alertsOf) => alertsOf(snapshot),
  );
  const isCritical = ({ severity }: AlertRow): boolean => severity === "critical";
  return [...alerts.filter(isCritical), ...alerts.filter((alert) => !isCritical(alert))];
}
