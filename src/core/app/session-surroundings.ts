import { nodeFiles } from "../adapters/fs/node-files.js";
import { systemClock } from "../adapters/system/clock.js";
import { listenForReload } from "../adapters/system/reload-signal.js";
import { serviceNotice } from "../adapters/system/service-notice.js";
import { listenForStop } from "../adapters/system/signals.js";
import type { TelemetryDocuments } from "../telemetry/project-metrics.js";
import { executorPages } from "./health/executor-pages.js";
import { type HealthWish, serveHealth } from "./health/serve-health.js";
import { watchStandby } from "./watch-standby.js";

/** SIGTERM by convention; a terminal that is closed ends a session as that does. */
const HUNG_UP = 143;

/** What a session of the executor hears from the machine, and tells it. */
export interface SessionSurroundings {
  /** A signal, a machine that slept, or a terminal that was closed. */
  readonly stop: AbortSignal;
  /** By convention of the signal that stopped the session; 0 where none did. */
  stoppedBy(): number;
  /** Errors: Failure where the machine slept under a running session. */
  requireNotFired(): void;
  /** Tells a service manager that it runs; said once. */
  ready(): void;
  readonly onSession: (documents: () => TelemetryDocuments) => void;
  readonly onReload: (read: () => void) => void;
  close(): Promise<void>;
}

/** Signals, standby, health pages and the word to a service manager, of a session in this state directory. */
export async function sessionSurroundings(directory: string, health: HealthWish): Promise<SessionSurroundings> {
  const stop = listenForStop();
  const reload = listenForReload();
  const notice = serviceNotice();
  const standby = watchStandby(directory, { files: nodeFiles, clock: systemClock });
  let documents: (() => TelemetryDocuments) | null = null;
  const pages = executorPages({
    ...{ directory, files: nodeFiles, clock: systemClock },
    documents: () => documents?.() ?? null,
  });
  const served = await serveHealth(health, pages);
  return {
    stop: AbortSignal.any([stop.signal, standby.signal, reload.hangUp]),
    stoppedBy: () => stop.exitCode() ?? (reload.hangUp.aborted ? HUNG_UP : 0),
    requireNotFired: () => {
      standby.requireNotFired();
    },
    ready: () => {
      notice.ready();
    },
    onSession: (newest) => {
      documents = newest;
    },
    onReload: (read) => {
      reload.listen(read);
    },
    close: async () => {
      await served.close();
      standby.close();
      reload.dispose();
      stop.dispose();
      await notice.close();
    },
  };
}
