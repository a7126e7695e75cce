import { attempt } from "../../adapters/system/attempt.js";
import type { Clock } from "../../lib/clock.js";
import { executorLives, type ExecutorLook, executorReady } from "../../ops/health/judge-executor.js";
import type { Files } from "../../ports/files.js";
import type { HealthPages } from "../../ports/health-pages.js";
import { executorMetrics, type TelemetryDocuments } from "../../telemetry/project-metrics.js";
import { mirrorStopMetrics } from "../../sync/mirror-metrics.js";
import { readSyncState } from "../sync/sync-files.js";

interface ExecutorDesk {
  readonly directory: string;
  readonly files: Pick<Files, "readText" | "freeBytes">;
  readonly clock: Pick<Clock, "nowMs">;
  /** The newest projections of the session; null until it has its lock and its books. */
  readonly documents: () => TelemetryDocuments | null;
}

/** The health pages of an executor: from what it has projected anyway, so that nobody waits for them. */
export function executorPages(desk: ExecutorDesk): HealthPages {
  return {
    livez: () => executorLives(lookAt(desk)),
    readyz: () => executorReady(lookAt(desk)),
    metrics: () => [
      ...executorMetrics(desk.documents() ?? { health: null, risk: null, router: null }),
      ...mirrorStopMetrics(readSyncState(desk.directory, desk.files)),
    ],
  };
}

function lookAt({ directory, files, clock, documents }: ExecutorDesk): ExecutorLook {
  const free = attempt(() => files.freeBytes(directory));
  const known = documents();
  return {
    health: known?.health ?? null,
    holdsLock: known !== null,
    freeBytes: free.ok ? free.value : null,
    mirror: readSyncState(directory, files),
    nowWallMs: clock.nowMs(),
  };
}
