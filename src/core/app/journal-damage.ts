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
  const read = attempt(() => {
    const { tail } = beginning(directory, files, null);
    const events = readJournal(files, `${directory}/journal`, tail);
    while (events.next().done !== true);
    return tail;
  });
  if (read.ok) return shortJournal(read.value.seq, projectedSeq);
  if (!(read.error instanceof JournalCorruption || read.error instanceof JournalAway)) throw read.error;
  return read.error.message;
}
