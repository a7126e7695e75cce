import type { Files } from "../../ports/files.js";
import type { HealthSnapshot } from "../../telemetry/snapshot.js";
import { readSyncState } from "./sync-files.js";

/** What health.json says of the mirror: the last word of the process that keeps it, from its own file. */
export function mirrorHealth(
  stateDirectory: string,
  files: Pick<Files, "readText">,
): Pick<HealthSnapshot, "sync" | "lags"> {
  const state = readSyncState(stateDirectory, files);
  if (state === null) return { sync: null, lags: {} };
  const { pid, startedAt, at, lag } = state;
  return {
    sync: { pid, startedAt, at },
    lags: { sync_records: lag.records, sync_bytes: lag.bytes, sync_seconds: lag.seconds },
  };
}
