import { dirname, join } from "node:path";
import { journalSink } from "../../adapters/fs/journal-files.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import type { JournalSink } from "../../ports/journal-source.js";
import type { MirroredFiles } from "../../sync/snapshots.js";
import { journalDirectory } from "../session-state.js";
import { placeOfMirrored } from "./mirrored-names.js";
import type { Standby } from "../../sync/state.schema.js";
import { readStandby, writeStandby } from "../standby.js";

/** A directory that is filled from a mirror. */
export interface Filled {
  readonly directory: string;
  readonly sink: JournalSink;
}

/** What a restore that was cut off has left, and nobody has traded on. */
const RESTORING = {
  why: "restoring",
  message: "these books are being restored from a mirror: they are not whole yet",
  fix: "Wait, or run `hedge sync restore` again: it begins anew.",
} as const;

/** Left in place where a restore begins anew. */
const KEPT = ["standby.json", "lock", "sync"];

/** What stands in a directory in the way of a restore; an unfinished one may be begun anew, as may a replica. */
function entriesOf(directory: string): readonly string[] {
  return nodeFiles.list(directory).filter((name) => !KEPT.includes(name));
}

/**
 * What lies in a directory is never overwritten, but for what an unfinished restore or a replica left there.
 *
 * Errors: Failure 3 where there is anything else.
 */
export function requireRoom(directory: string, mayReplace: readonly Standby["why"][] = ["restoring"]): void {
  const why = readStandby(directory, nodeFiles)?.why;
  if (entriesOf(directory).length === 0 || (why !== undefined && mayReplace.includes(why))) return;
  throw new Failure("target_not_empty", 3, `${directory} is not empty: a restore never overwrites anything`, {
    file: directory,
    fix: "Name a new directory with --to.",
  });
}

/** Begins to fill a directory in which there is room. Until it is whole, nobody trades there. */
export function prepareDirectory(directory: string): Filled {
  nodeFiles.makeDirectory(directory);
  writeStandby(directory, nodeFiles, { ...RESTORING, at: isoUtc(systemClock.nowMs()) });
  for (const name of entriesOf(directory)) nodeFiles.remove(join(directory, name));
  return { directory, sink: journalSink(journalDirectory(directory)) };
}

/** Puts the telemetry files of a mirror, and the fund's ledger, in place, each atomically. */
export function placeFiles(directory: string, mirrored: MirroredFiles | null): void {
  for (const [name, bytes] of mirrored?.files ?? []) {
    const path = placeOfMirrored(directory, name);
    if (path === null) continue;
    nodeFiles.makeDirectory(dirname(path));
    nodeFiles.replace(path, bytes);
  }
}
