import { attempt } from "../adapters/system/attempt.js";
import { JournalAway } from "../journal/away.js";
import { JournalCorruption, readJournal } from "../journal/read.js";
import type { Files } from "../ports/files.js";
import { beginning } from "./snapshot/fold-journal.js";
import { shortJournal, telemetrySeq } from "./telemetry-seq.js";

/**
 * Why no process can go on with the journal of a directory, in words; null where its chain is whole to its end. What a
 * snapshot stands for is not read: `hedge doctor` and `hedge journal verify` do that.
 */
export function journalDamage(directory: string, files: Files): string | null {
  const projectedSeq = telemetrySeq(directory, files);
  const { tail } = beginning(directory, files, null);
  const read = attempt(() => {
    const events = readJournal(files, `${directory}/journal`, tail);
    while (events.next().done !== true);
  });
  if (read.ok) return shortJournal(tail.seq, projectedSeq);
  if (!(read.error instanceof JournalCorruption || read.error instanceof JournalAway)) throw read.error;
  return read.error.message;
}
