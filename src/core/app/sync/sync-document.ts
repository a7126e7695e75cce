import type { Mode } from "../../domain/mode.js";
import { SECOND_MS } from "../../lib/time.js";
import type { JournalLag } from "../../sync/read-journal.js";
import type { SyncState } from "../../sync/state.schema.js";

/** What `hedge sync status --json` prints, in this order. */
export interface SyncDocument {
  readonly schema: "hedge.sync/1";
  readonly mode: Mode;
  readonly target: string | null;
  readonly epoch: number | null;
  readonly slot: number;
  readonly mirroredSeq: number;
  readonly lag: { readonly records: number; readonly bytes: number; readonly seconds: number | null };
  readonly fenced: boolean;
}

export function syncDocument({ mode, target, epoch, end, lag, stop }: SyncState): SyncDocument {
  return {
    schema: "hedge.sync/1",
    mode,
    target,
    epoch,
    slot: end.slot,
    mirroredSeq: end.seq,
    lag,
    fenced: stop?.code === "fenced",
  };
}

/**
 * Age of the oldest record that is not in the mirror. Records of a live session carry the time of the wall; those of a
 * recorded one don't: there it is the time since the mirror last had all of them, which is no less.
 *
 * Units: seconds; null where it can't be known.
 */
export function lagSeconds({
  mode,
  lag,
  caughtUpAtMs,
  nowMs,
}: {
  readonly mode: Mode;
  readonly lag: JournalLag;
  readonly caughtUpAtMs: number | null;
  readonly nowMs: number;
}): number | null {
  if (lag.bytes === 0) return 0;
  const sinceMs = mode === "paper" || lag.oldestAt === null ? caughtUpAtMs : Date.parse(lag.oldestAt);
  return sinceMs === null || !Number.isFinite(sinceMs) ? null : Math.max(0, nowMs - sinceMs) / SECOND_MS;
}
