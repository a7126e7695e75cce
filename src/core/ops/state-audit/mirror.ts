import type { SyncState } from "../../sync/state.schema.js";
import type { AuditFinding } from "../config-audit/finding.js";

/** What the journal says of itself, for whoever holds a copy of it. */
export interface JournalMarks {
  readonly lastSeq: number;
  /** The first 16 digits of the first line's hash. */
  readonly generation: string | null;
  /** Hash of the line that the mirror's cursor names; null where the journal has none of that number. */
  readonly cursorHash: string | null;
}

/** Whether what the mirror holds for certain is a part of this journal. */
export function mirrorFindings({ end, generation, target }: SyncState, journal: JournalMarks): readonly AuditFinding[] {
  if (end.seq === 0 || generation !== journal.generation || end.hash === journal.cursorHash) return [];
  const file = "sync/state.json";
  if (journal.cursorHash === null) {
    const message = `the mirror ${target} holds ${String(end.seq)} events, the journal here ends at ${String(journal.lastSeq)}`;
    const fix = "Lines were lost here. `hedge sync restore --to DIR` brings all of them into a new directory.";
    return [{ severity: "error", code: "mirror_ahead", file, path: "end.seq", message, fix }];
  }
  const message = `the mirror ${target} holds another event ${String(end.seq)} than the journal here`;
  const fix = "See docs/OPERATIONS.md, section Mirror: DIVERGED.";
  return [{ severity: "error", code: "mirror_diverged", file, path: "end.hash", message, fix }];
}
