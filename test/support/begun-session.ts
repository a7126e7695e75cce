import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { journalDirectory, journalEvents } from "../../src/core/app/session-state.js";
import type { Mode } from "../../src/core/domain/mode.js";
import type { EventBody } from "../../src/core/domain/event.js";
import { bodyOf } from "../../src/core/engine/replay.js";
import { emptyTail } from "../../src/core/journal/read.js";
import { JournalWriter } from "../../src/core/journal/writer.js";

/**
 * A session of another mode that began as the paper session in `paper` did, and died at once.
 * rest: address of its venue; the shipped one where it is left out.
 */
export async function beginLike(paper: string, state: string, mode: Mode, rest?: string): Promise<void> {
  const [started] = journalEvents(paper, nodeFiles, "paper");
  if (started === undefined) throw new Error(`${paper} has no journal`);
  const place = { files: nodeFiles, directory: journalDirectory(state), clock: systemClock };
  const writer = new JournalWriter({ ...place, mode, segmentBytes: 1e6, syncEveryMs: 0 }, emptyTail());
  const body = bodyOf(started);
  writer.append(rest === undefined ? body : atAddress(body, rest), "session");
  await writer.close();
}

function atAddress(body: EventBody, rest: string): EventBody {
  const changed = structuredClone(body) as unknown as { config: { venues: { binance: { prod: object } } } };
  changed.config.venues.binance.prod = { rest, ws: rest.replace("http", "ws") };
  return changed as unknown as EventBody;
}
