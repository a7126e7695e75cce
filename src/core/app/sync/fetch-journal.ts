import { gzipPacker } from "../../adapters/fs/packed-segments.js";
import { journalSource } from "../../adapters/fs/journal-files.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { Mode } from "../../domain/mode.js";
import { AWAY, parseAway } from "../../journal/away.js";
import { segmentName } from "../../journal/read.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import { present } from "../../lib/invariant.js";
import { generationOf } from "../../sync/read-journal.js";
import type { StatePlace } from "../choose-state.js";
import { journalDirectory, journalEvents, requireStateDirectory, takeLockOf } from "../session-state.js";
import { chooseTarget } from "./choose-target.js";
import { PRUNE_LOCK, type PruneFlags } from "./prune-journal.js";
import { type MirroredSegment, readSegments } from "./read-segments.js";
import { readSyncState } from "./sync-files.js";
import { openTarget, requireFundName } from "./target.js";

/** `hedge sync fetch --json`. */
export interface FetchDocument {
  readonly schema: "hedge.sync-fetch/1";
  readonly mode: Mode;
  readonly target: string;
  readonly directory: string;
  readonly fetched: readonly { readonly file: string; readonly bytes: number }[];
}

/**
 * `hedge sync fetch`: brings the segments back that `prune` took off the disk, packed. An executor may run meanwhile.
 *
 * Errors: Failure 3 where there is no state; 9 where the mirror gives other bytes than went; those of a mirror.
 */
export async function fetchJournal(place: StatePlace, flags: Omit<PruneFlags, "keep">): Promise<FetchDocument> {
  const state = await requireStateDirectory(nodeFiles, place);
  const directory = journalDirectory(state);
  const ports = { files: nodeFiles, clock: systemClock };
  const lock = await takeLockOf(directory, ports, { ...PRUNE_LOCK, doing: `packs or prunes ${directory} already` });
  try {
    const [first] = journalEvents(state, nodeFiles, null);
    const { mode } = present(first, "the first line of a session");
    const target = chooseTarget(flags.target, process.env, readSyncState(state, nodeFiles));
    const fund = requireFundName(flags.fund);
    const store = await openTarget(target, { files: nodeFiles, env: process.env, mayCreate: false });
    const generation = present(generationOf(journalSource(directory)), "the first line of a session");
    const fetched: { file: string; bytes: number }[] = [];
    if (nodeFiles.list(directory).some((name) => name.endsWith(AWAY))) {
      await readSegments(store, { fund, mode, generation }, (mirrored) => {
        const back = bringBack(directory, mirrored, store.place);
        if (back !== null) fetched.push(back);
      });
    }
    return { schema: "hedge.sync-fetch/1", mode, target: store.place, directory, fetched };
  } finally {
    lock.release();
  }
}

/** The bytes are durable before their note goes. */
function bringBack(
  directory: string,
  { segment, bytes }: MirroredSegment,
  place: string,
): { readonly file: string; readonly bytes: number } | null {
  const path = `${directory}/${segmentName(segment)}`;
  const text = nodeFiles.readText(`${path}${AWAY}`);
  if (text === null) return null;
  const note = parseAway(text);
  if (note?.sha256 !== sha256Hex(bytes)) {
    throw new Failure("mirror_diverged", 9, `${place} gives other bytes of ${path} than those that went there`, {
      file: `${path}${AWAY}`,
    });
  }
  if (nodeFiles.readBytes(path) === null) nodeFiles.replace(`${path}.gz`, gzipPacker.pack(bytes));
  nodeFiles.remove(`${path}${AWAY}`);
  return { file: path, bytes: bytes.length };
}
