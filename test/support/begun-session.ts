import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { journalDirectory, journalEvents } from "../../src/core/app/session-state.js";
import type { Mode } from "../../src/core/domain/mode.js";
import { bodyOf } from "../../src/core/engine/replay.js";
import { emptyTail } from "../../src/core/journal/read.js";
import { JournalWriter } from "../../src/core/journal/writer.js";

/** A session of another mode that began as the paper session in `paper` did, and died at once. */
export async function beginLike(paper: string, state: string, mode: Mode): Promise<void> {
  const [started] = journalEvents(paper, nodeFiles, "paper");
  if (started === undefined) throw new Error(`${paper} has no journal`);
  const place = { files: nodeFiles, directory: journalDirectory(state), clock: systemClock };
  const writer = new JournalWriter({ ...place, mode, segmentBytes: 1e6, syncEveryMs: 0 }, emptyTail());
  writer.append(bodyOf(started), "session");
  await writer.close();
}
