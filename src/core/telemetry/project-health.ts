import { isoUtc } from "../lib/time.js";
import type { HealthFile } from "./health.schema.js";
import { instantOrNull } from "./instants.js";
import type { RouterHealthFile, RouterHealthRow } from "./router-health.schema.js";
import type { HealthSnapshot, RouteHealth, TelemetrySnapshot } from "./snapshot.js";

export function projectHealth(health: HealthSnapshot): HealthFile {
  const { mode, pid, state, startedAtWallMs, nowWallMs } = health;
  return {
    schema: "hedge.health/1",
    mode,
    pid,
    state,
    heartbeats: { executor: { pid, startedAt: isoUtc(startedAtWallMs), at: isoUtc(nowWallMs) }, sync: null },
    at: instantOrNull(health.atMs),
    seq: health.seq,
    ages: { ...health.agesMs },
    lags: { ...health.lags },
    latencies: { ...health.latenciesMs },
    venues: [...health.venues],
    rssBytes: health.rssBytes,
  };
}

function projectRoute(route: RouteHealth): RouterHealthRow {
  const { account, symbol, quality, reason, orders, makerOrders, makerFillRatio, fallbackRatio, rejectRatio } = route;
  const { slippageP50Bps, slippageP95Bps, markoutBps, ackP50Ms, ackP95Ms, offsetBps } = route;
  const change = route.lastChange;
  return {
    ...{ account, symbol, quality, reason, orders, makerOrders, makerFillRatio, fallbackRatio, rejectRatio },
    ...{ slippageP50Bps, slippageP95Bps, markoutBps, ackP50Ms, ackP95Ms, offsetBps },
    lastChange: change && { at: isoUtc(change.atMs), from: change.from, to: change.to, reason: change.reason },
  };
}

export function projectRouterHealth(snapshot: TelemetrySnapshot): RouterHealthFile {
  return {
    schema: "hedge.router-health/1",
    mode: snapshot.portfolio.mode,
    at: isoUtc(snapshot.atMs),
    seq: snapshot.seq,
    items: snapshot.router.map(projectRoute),
    circuits: [...snapshot.circuits],
  };
}
