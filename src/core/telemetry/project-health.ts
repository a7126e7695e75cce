import { isoUtc } from "../lib/time.js";
import type { HealthFile } from "./health.schema.js";
import { instantOrNull } from "./instants.js";
import { projectRoute } from "./project-route.js";
import type { RouterHealthFile } from "./router-health.schema.js";
import type { HealthSnapshot, TelemetrySnapshot } from "./snapshot.js";

export function projectHealth(health: HealthSnapshot): HealthFile {
  const { mode, pid, state, startedAtWallMs, nowWallMs } = health;
  return {
    schema: "hedge.health/1",
    mode,
    pid,
    state,
    heartbeats: {
      executor: { pid, startedAt: isoUtc(startedAtWallMs), at: isoUtc(nowWallMs) },
      sync: health.sync ?? null,
    },
    at: instantOrNull(health.atMs),
    seq: health.seq,
    ages: { ...health.agesMs },
    lags: { ...health.lags },
    latencies: { ...health.latenciesMs },
    venues: [...health.venues],
    rssBytes: health.rssBytes,
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
    schedules: [...snapshot.schedules],
  };
}
