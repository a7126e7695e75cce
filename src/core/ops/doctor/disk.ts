import { type Check, fail, pass, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { bytesText } from "./words.js";

export interface DiskFacts {
  readonly stateDirectory: string;
  readonly exists: boolean;
  /** The directory itself, or the nearest one above it that exists. */
  readonly nearestDirectory: string;
  readonly freeBytes: Reading<number>;
  /** `EACCES`, `EROFS` …; null where we may write. */
  readonly refusal: string | null;
}

/** Two journal segments and the telemetry beside them. */
const LEAST_FREE_BYTES = 96 * 1_024 * 1_024;
const COMFORTABLE_FREE_BYTES = 1_024 * 1_024 * 1_024;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
};

/** A journal that can't grow stops the executor: better to hear of it before. */
export function checkFreeSpace({ freeBytes, nearestDirectory }: DiskFacts): Check {
  const id = "disk.space";
  const fix = "free space on this disk, or put the state elsewhere with --state DIR";
  if (!freeBytes.ok) return warn(id, `free space of ${nearestDirectory} not known: ${freeBytes.error}`, fix);
  const detail = `${bytesText(freeBytes.value)} free`;
  if (freeBytes.value >= COMFORTABLE_FREE_BYTES) return pass(id, detail);
  if (freeBytes.value >= LEAST_FREE_BYTES) {
    return warn(id, `${detail}, less than ${bytesText(COMFORTABLE_FREE_BYTES)}`, fix);
  }
  return fail(id, `${detail}, a session needs at least ${bytesText(LEAST_FREE_BYTES)}`, fix);
}

export function checkWritable({ stateDirectory, exists, nearestDirectory, refusal }: DiskFacts): Check {
  const id = "disk.writable";
  if (refusal === null) {
    return pass(id, exists ? `${stateDirectory} can be written` : `${stateDirectory} can be made`);
  }
  const reason = REASONS[refusal] ?? refusal;
  const subject = exists ? stateDirectory : `${stateDirectory} can't be made: ${nearestDirectory}`;
  return fail(
    id,
    `${subject} can't be written: ${reason}`,
    "run as the user who owns it, or name another directory with --state DIR",
  );
}
