import { nodeFiles } from "../../adapters/fs/node-files.js";
import { journalSource } from "../../adapters/fs/journal-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { isLockHeld } from "../../adapters/system/lock.js";
import { generationOf, lagBehind } from "../../sync/read-journal.js";
import { EMPTY_CHAIN } from "../../sync/slot.js";
import type { SyncState } from "../../sync/state.schema.js";
import type { StatePlace } from "../choose-state.js";
import { journalDirectory, journalEvents, requireStateDirectory } from "../session-state.js";
import { readStandby } from "../standby.js";
import { lagSeconds, type SyncDocument } from "./sync-document.js";
import { readSyncState, syncDirectory } from "./sync-files.js";

/** Older than this a record should be in the mirror, whatever the network does for a moment. */
export const LAG_LIMIT_SECONDS = 60;

export interface SyncStatus {
  readonly document: SyncDocument;
  readonly directory: string;
  /** Whether a `hedge sync` keeps this mirror now. */
  readonly isKept: boolean;
  /** Its last sign of life; null where there was none. */
  readonly at: string | null;
  readonly caughtUpAt: string | null;
  /** What stands in its way; null where nothing does. */
  readonly trouble: string | null;
  /** Nobody needs to look. */
  readonly fine: boolean;
}

/**
 * Where the mirror of a state directory stands, from what lies there: nothing is asked over the network, and the lag is that
 * of now, also when no `hedge sync` runs.
 *
 * Errors: Failure 3 where there is no state.
 */
export async function syncStatus(place: StatePlace): Promise<SyncStatus> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const state = readSyncState(directory, nodeFiles);
  const document = documentOf(directory, state);
  const standby = readStandby(directory, nodeFiles);
  const isKept = await isLockHeld(syncDirectory(directory));
  const trouble = standby?.message ?? state?.stop?.message ?? (isKept ? (state?.fault ?? null) : null);
  const { bytes, seconds } = document.lag;
  const isInTime = bytes === 0 || (seconds !== null && seconds <= LAG_LIMIT_SECONDS);
  return {
    document: { ...document, fenced: document.fenced || standby?.why === "fenced" },
    directory,
    isKept,
    at: state?.at ?? null,
    caughtUpAt: state?.caughtUpAt ?? null,
    trouble,
    fine: state !== null && isInTime && state.stop === null && standby?.why !== "fenced",
  };
}

function documentOf(directory: string, state: SyncState | null): SyncDocument {
  const source = journalSource(journalDirectory(directory));
  const generation = generationOf(source);
  const isSame = state !== null && state.generation === generation;
  const end = isSame ? state.end : EMPTY_CHAIN;
  const lag = generation === null ? { records: 0, bytes: 0, oldestAt: null } : lagBehind(source, end);
  const head = journalEvents(directory, nodeFiles, null).next();
  const mode = state?.mode ?? (head.done === true ? "paper" : head.value.mode);
  const caughtUpAtMs = isSame && state.caughtUpAt !== null ? Date.parse(state.caughtUpAt) : null;
  const seconds = lagSeconds({ mode, lag, caughtUpAtMs, nowMs: systemClock.nowMs() });
  return {
    schema: "hedge.sync/1",
    mode,
    target: state?.target ?? null,
    epoch: isSame ? state.epoch : null,
    slot: end.slot,
    mirroredSeq: end.seq,
    lag: { records: lag.records, bytes: lag.bytes, seconds },
    fenced: state?.stop?.code === "fenced",
  };
}
