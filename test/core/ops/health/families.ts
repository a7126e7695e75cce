import type { MetricFamily } from "../../../../src/core/domain/metric.js";
import { mirrorMetrics, mirrorStopMetrics } from "../../../../src/core/sync/mirror-metrics.js";
import { EMPTY_CHAIN } from "../../../../src/core/sync/slot.js";
import type { SyncState } from "../../../../src/core/sync/state.schema.js";
import type { HealthFile } from "../../../../src/core/telemetry/health.schema.js";
import { executorMetrics } from "../../../../src/core/telemetry/project-metrics.js";
import { projectHealth, projectRouterHealth } from "../../../../src/core/telemetry/project-health.js";
import { projectRisk } from "../../../../src/core/telemetry/project-risk.js";
import type { TelemetrySnapshot } from "../../../../src/core/telemetry/snapshot.js";
import { TelemetryWriter } from "../../../../src/core/telemetry/writer.js";
import { createMemoryFiles } from "../../../../src/core/adapters/fs/memory-files.js";
import { healthOf, playSample, WALL_MS } from "../../telemetry/sample-session.js";
import { isoUtc } from "../../../../src/core/lib/time.js";

export function sampleSnapshot(): TelemetrySnapshot {
  return playSample(new TelemetryWriter(createMemoryFiles(), "state"));
}

export function sampleHealth(changes: Parameters<typeof healthOf>[0] = {}): HealthFile {
  return projectHealth(
    healthOf({
      venues: [
        { venue: "binance", state: "ok", ackP50Ms: 40, ackP95Ms: 90, streamAgeMs: 250, circuits: { orders: "open" } },
      ],
      ...changes,
    }),
  );
}

export function sampleMirror(changes: Partial<SyncState> = {}): SyncState {
  return {
    schema: "hedge.sync-state/1",
    ...{ mode: "paper", pid: 1, startedAt: isoUtc(WALL_MS - 9_000), at: isoUtc(WALL_MS), phase: "running" },
    ...{ target: "file://mirror", fund: "main", writer: "w", generation: "g", epoch: 1, end: EMPTY_CHAIN },
    ...{ lag: { records: 3, bytes: 900, seconds: 12.5 }, caughtUpAt: null, fault: null, stop: null },
    ...changes,
  };
}

/** Every metric of both processes, with figures. */
export function allFamilies(): readonly MetricFamily[] {
  const snapshot = sampleSnapshot();
  const documents = { health: sampleHealth(), risk: projectRisk(snapshot), router: projectRouterHealth(snapshot) };
  return [...executorMetrics(documents), ...mirrorMetrics(sampleMirror()), ...mirrorStopMetrics(sampleMirror())];
}
