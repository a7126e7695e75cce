import { dirname, join, relative, resolve } from "node:path";
import { inspectPath, inspectTree, type PathEntry, writeRefusal } from "../../adapters/fs/file-modes.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { isLockHeld, lockHolder } from "../../adapters/system/lock.js";
import { processStateLetter } from "../../adapters/system/machine.js";
import { processIdentity } from "../../adapters/system/process.js";
import type { DiskFacts } from "../../ops/doctor/disk.js";
import type { LockFacts } from "../../ops/doctor/lock.js";
import type { Reading } from "../../ops/doctor/reading.js";
import type { StateEntry } from "../../ops/doctor/state.js";
import { TELEMETRY_SCHEMAS } from "../../telemetry/exported.schema.js";
import { inWords } from "./look-at-machine.js";

/** Whoever looks at more than this looks at something that is no state directory. */
const MOST_ENTRIES = 20_000;
const MARKS = ["journal", "lock"];
/** What a state directory consists of; anything else in it is the user's and not looked at. */
const OWN_NAMES = [...MARKS, ...Object.keys(TELEMETRY_SCHEMAS), "runs", "reports", "archive"];
const TEMPORARY = /\.(?:tmp|rebuild)$/;

function isOwn(name: string): boolean {
  return OWN_NAMES.includes(name.replace(TEMPORARY, ""));
}

/** The entries that belong to the state, the directory first; none where no executor has been. */
export function lookAtEntries(directory: string): Reading<readonly StateEntry[]> {
  return inWords(() => {
    const top = inspectPath(directory);
    const names = nodeFiles.list(directory);
    if (top === null || !names.some((name) => MARKS.includes(name) || name in TELEMETRY_SCHEMAS)) return [];
    const below = names.filter(isOwn).flatMap((name) => lookAtOne(join(directory, name)));
    return [top, ...below].map((entry) => toStateEntry(directory, entry));
  });
}

function lookAtOne(path: string): readonly PathEntry[] {
  const entry = inspectPath(path);
  if (entry === null) return [];
  return entry.kind === "directory" ? [entry, ...inspectTree(path, MOST_ENTRIES)] : [entry];
}

function toStateEntry(directory: string, { path, kind, mode, own }: PathEntry): StateEntry {
  const name = relative(directory, path);
  return { name: name === "" ? "." : name, path, kind, mode, own };
}

export async function lookAtLock(directory: string): Promise<LockFacts> {
  const exists = nodeFiles.exists(join(directory, "lock"));
  const asked = await attemptAsync(() => isLockHeld(directory));
  const held: Reading<boolean> = asked.ok ? asked : { ok: false, error: asked.error.message };
  const record = lockHolder(directory);
  const isWhole = record !== null && Number.isSafeInteger(record.pid) && Number.isSafeInteger(record.sinceMs);
  const holder = isWhole ? { pid: record.pid, sinceMs: record.sinceMs } : null;
  const running = holder === null ? null : processIdentity(holder.pid);
  // Where the platform tells no start time, the pid alone has to do.
  const isSame = running !== null && (running.startTicks === null || running.startTicks === record?.startTicks);
  return {
    exists,
    held,
    holder,
    holderProcess: { isAlive: isSame, stateLetter: isSame && holder !== null ? processStateLetter(holder.pid) : null },
  };
}

export function lookAtDisk(stateDirectory: string): DiskFacts {
  const exists = nodeFiles.exists(stateDirectory);
  let nearestDirectory = resolve(stateDirectory);
  while (!nodeFiles.exists(nearestDirectory) && dirname(nearestDirectory) !== nearestDirectory) {
    nearestDirectory = dirname(nearestDirectory);
  }
  return {
    stateDirectory,
    exists,
    nearestDirectory,
    freeBytes: inWords(() => nodeFiles.freeBytes(nearestDirectory)),
    refusal: writeRefusal(nearestDirectory),
  };
}
