import type { Config } from "../../config/config-files.js";
import { type AuditFinding, figure, placeOf } from "./finding.js";

/** Settings under which orders pass every rule and then get nowhere: routes that count as broken, marks that come too late. */
export function findSilentStops(config: Config): readonly AuditFinding[] {
  return [...brokenRoutes(config), ...lateMarks(config)];
}

/** A broken route opens nothing but single probes. */
function brokenRoutes({ router_policy: { quality }, runtime }: Config): readonly AuditFinding[] {
  const found: AuditFinding[] = [];
  const once = `after ${String(quality.min_orders)} orders every route counts as broken and opens nothing but probes`;
  if (quality.broken_reject_ratio === 0) {
    const message = `0 calls a route broken that never had a reject: ${once}`;
    found.push(stop("router_policy.quality.broken_reject_ratio", message, "Write a share above 0, such as 0.2."));
  }
  const ackMs = runtime.sim.order_latency_ms + runtime.sim.ack_latency_ms;
  if (quality.broken_ack_ms <= ackMs) {
    const message = `${figure(quality.broken_ack_ms)} ms is no more than the simulated venue takes to answer (runtime.sim.order_latency_ms ${String(runtime.sim.order_latency_ms)} and ack_latency_ms ${String(runtime.sim.ack_latency_ms)}): in paper mode ${once}`;
    found.push(stop("router_policy.quality.broken_ack_ms", message, `Write more than ${figure(ackMs)}.`));
  }
  return found;
}

/** Live, a mark is as old as the pause between two of them before the next one comes. */
function lateMarks({ runtime, risk_limits: limits }: Config): readonly AuditFinding[] {
  const everySeconds = runtime.live.mark_seconds;
  const ages = [
    {
      setting: "risk_limits.global.market_quality.max_price_age_seconds",
      seconds: limits.global.market_quality.max_price_age_seconds,
    },
    { setting: "risk_limits.nav_freshness_seconds", seconds: limits.nav_freshness_seconds },
  ];
  return ages
    .filter(({ seconds }) => !(seconds > everySeconds))
    .map(({ setting, seconds }) => {
      const message = `${figure(seconds)} s is no more than the pause between two marks (runtime.live.mark_seconds ${figure(everySeconds)}): live, entries are refused as stale`;
      return stop(setting, message, `Write more than ${figure(everySeconds)}, or take marks more often.`);
    });
}

function stop(setting: string, message: string, fix: string): AuditFinding {
  return { severity: "warning", code: "opens_nothing", ...placeOf(setting), message, fix };
}
