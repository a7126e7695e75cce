import { join } from "node:path";
import { inspectPath } from "../adapters/fs/file-modes.js";

/** Replaced together, each time there is something new. */
const REPLACED = ["risk_state.json", "positions.json", "router_health.json", "nav_log.json"];

/** Wall time since each of the files that a running session replaces was last written; none for one that is not there. */
export function fileAgesMs(directory: string, nowWallMs: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    REPLACED.flatMap((name) => {
      const entry = inspectPath(join(directory, name));
      return entry === null ? [] : [[name, nowWallMs - entry.modifiedMs] as const];
    }),
  );
}
