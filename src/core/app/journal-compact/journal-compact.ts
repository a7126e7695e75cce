import { nodeFiles } from "../../adapters/fs/node-files.js";
import { gzipPacker } from "../../adapters/fs/packed-segments.js";
import { systemClock } from "../../adapters/system/clock.js";
import { beLessUrgent } from "../../adapters/system/machine.js";
import type { Mode } from "../../domain/mode.js";
import { packSegments } from "../../journal/pack.js";
import { segmentPaths } from "../../journal/read.js";
import type { StatePlace } from "../choose-state.js";
import { makeSnapshot, type SnapshotStand } from "../snapshot/make-snapshot.js";
import { journalDirectory, journalEvents, requireStateDirectory, takeLockOf } from "../session-state.js";

/** `hedge journal compact --json`. */
export interface JournalCompactDocument {
  readonly schema: "hedge.journal-compact/1";
  readonly mode: Mode | null;
  readonly directory: string;
  readonly segments: number;
  /** By this run. */
  readonly packed: readonly { readonly path: string; readonly bytes: number; readonly packedBytes: number }[];
  readonly bytes: number;
  readonly packedBytes: number;
  /** What the next start of a live session begins from; null where no segment is full yet. */
  readonly snapshot: SnapshotStand | null;
}

/** The current segment and the one before it stay plain: who follows the journal is never further behind. */
const KEPT_PLAIN = 1;

/**
 * `hedge journal compact`: packs the full segments of a journal. An executor may run, and goes on in the newest one.
 *
 * Errors: Failure 3 where there is no state; 8 where another one packs; JournalCorruption.
 */
export async function journalCompact(place: StatePlace): Promise<JournalCompactDocument> {
  const state = await requireStateDirectory(nodeFiles, place);
  const directory = journalDirectory(state);
  const ports = { files: nodeFiles, clock: systemClock };
  const lock = await takeLockOf(directory, ports, {
    code: "lock_held",
    doing: `packs ${directory} already`,
    fix: "Wait until it has ended.",
  });
  try {
    beLessUrgent();
    const head = journalEvents(state, nodeFiles, null).next();
    const snapshot = makeSnapshot(state, nodeFiles);
    const packed = packSegments({ ...gzipPacker, files: nodeFiles }, directory, KEPT_PLAIN);
    return {
      schema: "hedge.journal-compact/1",
      mode: head.done === true ? null : head.value.mode,
      directory,
      segments: segmentPaths(nodeFiles, directory).length,
      packed,
      bytes: packed.reduce((sum, { bytes }) => sum + bytes, 0),
      packedBytes: packed.reduce((sum, { packedBytes }) => sum + packedBytes, 0),
      snapshot,
    };
  } finally {
    lock.release();
  }
}
