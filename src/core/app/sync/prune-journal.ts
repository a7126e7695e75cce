import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { beLessUrgent } from "../../adapters/system/machine.js";
import { executorCommand, type Mode } from "../../domain/mode.js";
import { AWAY, awayNote } from "../../journal/away.js";
import { afterAway, segmentName, segmentPaths } from "../../journal/read.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import { sha256Hex } from "../../lib/hash.js";
import { journalSource } from "../../adapters/fs/journal-files.js";
import { generationOf } from "../../sync/read-journal.js";
import type { StatePlace } from "../choose-state.js";
import { journalDirectory, journalEvents, requireStateDirectory, takeLockOf } from "../session-state.js";
import { beginning } from "../snapshot/fold-journal.js";
import { makeSnapshot } from "../snapshot/make-snapshot.js";
import { chooseTarget } from "./choose-target.js";
import { type MirroredSegment, readSegments } from "./read-segments.js";
import { readSyncState } from "./sync-files.js";
import { openTarget, requireFundName } from "./target.js";

export interface PruneFlags {
  readonly target: string | undefined;
  readonly fund: string;
  /** Full segments that stay, beside the first and the current one. */
  readonly keep: number;
}

/** `hedge sync prune --json`. */
export interface PruneDocument {
  readonly schema: "hedge.sync-prune/1";
  readonly mode: Mode;
  readonly target: string;
  readonly directory: string;
  readonly pruned: readonly { readonly file: string; readonly bytes: number; readonly seq: number }[];
  /** First line that is on this disk and is followed by all others; 1 where nothing is away. */
  readonly historyFromSeq: number;
}

export const PRUNE_LOCK = {
  code: "lock_held",
  fix: "Wait until it has ended.",
} as const;

/**
 * `hedge sync prune`: takes old segments off the disk whose bytes the mirror has just given back, byte for byte. The first
 * one stays, which says what session this is; a snapshot stands for what goes.
 *
 * Errors: Failure 2 in paper; 3 where there is no state; 9 where the mirror holds other bytes; those of a mirror.
 */
export async function pruneJournal(place: StatePlace, flags: PruneFlags): Promise<PruneDocument> {
  const state = await requireStateDirectory(nodeFiles, place);
  const mode = requireLive(state);
  const directory = journalDirectory(state);
  const ports = { files: nodeFiles, clock: systemClock };
  const lock = await takeLockOf(directory, ports, { ...PRUNE_LOCK, doing: `packs or prunes ${directory} already` });
  try {
    beLessUrgent();
    const target = chooseTarget(flags.target, process.env, readSyncState(state, nodeFiles));
    const fund = requireFundName(flags.fund);
    const store = await openTarget(target, { files: nodeFiles, env: process.env, mayCreate: false });
    // First: without a snapshot that this very code can use, nothing may go.
    requireSnapshot(state, mode);
    const generation = present(generationOf(journalSource(directory)), "the first line of a session");
    const due = dueSegments(directory, flags.keep);
    const pruned: { file: string; bytes: number; seq: number }[] = [];
    if (due.size > 0) {
      await readSegments(store, { fund, mode, generation }, (mirrored) => {
        if (due.has(mirrored.segment)) pruned.push(sendAway(directory, mirrored, store.place));
      });
    }
    const historyFromSeq = afterAway(nodeFiles, directory).seq + 1;
    return { schema: "hedge.sync-prune/1", mode, target: store.place, directory, pruned, historyFromSeq };
  } finally {
    lock.release();
  }
}

/** Errors: Failure 3 where a start could not do without the lines that are to go. */
function requireSnapshot(state: string, mode: Mode): void {
  const made = makeSnapshot(state, nodeFiles);
  if (made === null || beginning(state, nodeFiles, mode).snapshot !== null) return;
  throw new Failure("snapshot_missing", 3, `no snapshot of ${state} can be used: a start needs all of its journal`, {
    file: state,
    fix: "Look at it with `hedge doctor`; nothing was pruned.",
  });
}

function requireLive(state: string): Mode {
  const head = journalEvents(state, nodeFiles, null).next();
  const mode = head.done === true ? "paper" : head.value.mode;
  if (mode !== "paper") return mode;
  throw new Failure("prune_refused", 2, `${state} is a session of paper: each of its starts reads the whole journal`, {
    fix: "`hedge journal compact` makes it a fifth as long.",
  });
}

/** All but the first, the current one and the newest full ones that stay. */
function dueSegments(directory: string, keep: number): ReadonlySet<number> {
  const count = segmentPaths(nodeFiles, directory).length;
  const last = count - 1 - keep;
  const numbers = Array.from({ length: Math.max(0, last - 1) }, (_, index) => index + 2);
  return new Set(numbers.filter((segment) => nodeFiles.readBytes(pathOf(directory, segment)) !== null));
}

function pathOf(directory: string, segment: number): string {
  return `${directory}/${segmentName(segment)}`;
}

/** The note is durable before the bytes go; while both are there, the bytes are read. */
function sendAway(
  directory: string,
  { segment, bytes, seq, hash }: MirroredSegment,
  place: string,
): { readonly file: string; readonly bytes: number; readonly seq: number } {
  const path = pathOf(directory, segment);
  const here = nodeFiles.readBytes(path);
  if (here === null || sha256Hex(here) !== sha256Hex(bytes)) {
    throw new Failure("mirror_diverged", 9, `${place} holds other bytes of ${path} than this disk: nothing more goes`, {
      file: path,
      fix: `Run \`hedge journal verify\` before \`${executorCommand("prod")}\`; the mirror's own copy: \`hedge sync restore --to DIR\`.`,
    });
  }
  nodeFiles.replace(`${path}${AWAY}`, `${JSON.stringify(awayNote(bytes, { seq, hash }))}\n`);
  nodeFiles.remove(path);
  nodeFiles.remove(`${path}.gz`);
  return { file: path, bytes: bytes.length, seq };
}
