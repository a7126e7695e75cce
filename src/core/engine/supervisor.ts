import { JournalWriteError } from "../journal/writer.js";
import { Failure } from "../lib/failure.js";
import type { Executor, ExecutorOutcome } from "./executor.js";

/**
 * Runs the executor and is the one place that catches what it throws: whatever it is, entries that rest are withdrawn,
 * stops stay, nothing else is sent. A bug is journaled, so that the next start is HALTED until an operator has looked.
 *
 * Errors: what stopped it, unchanged.
 */
export async function supervise(executor: Executor): Promise<ExecutorOutcome> {
  try {
    return await executor.run();
  } catch (error) {
    await settle(executor, error);
    throw error;
  }
}

/** What can still be done after a throw. A second fault on the way must not hide the first. */
async function settle(executor: Executor, error: unknown): Promise<void> {
  try {
    executor.cancelRestingEntries();
    const isBug = !(error instanceof JournalWriteError) && !(error instanceof Failure) && refusal(error) === null;
    if (isBug) await executor.noteBug(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } catch {
    return;
  }
}

/**
 * Does all that rests on the disk, from taking the lock to the last telemetry file.
 *
 * Errors: Failure 3 that names the file and the remedy for a disk that refuses; everything else as it was thrown.
 */
export async function stopOnRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusal(error) ?? error;
  }
}

const GOES_ON = "then start again: the books go on from the last whole line.";

/** What to do about a disk, by the system's code. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", `Make room on that disk, ${GOES_ON}`],
  ["EDQUOT", `Make room within the quota of that disk, ${GOES_ON}`],
  ["EFBIG", `Move the state directory to a file system without that limit, ${GOES_ON}`],
  ["EROFS", `Mount that disk writable, ${GOES_ON}`],
  ["EIO", `The disk reports errors: mend or replace it, ${GOES_ON}`],
]);

function refusal(error: unknown): Failure | null {
  const journal = error instanceof JournalWriteError;
  const cause: unknown = journal ? error.cause : error;
  const fix = REMEDIES.get(textOf(cause, "code"));
  if (!(error instanceof Error) || (!journal && fix === undefined)) return null;
  const file = textOf(cause, "path");
  const message = `${error.message}. Nothing more was sent; protective stops stay where they are.`;
  return new Failure(journal ? "journal_unwritable" : "disk_refused", 3, message, {
    ...(file === "" ? {} : { file }),
    fix: fix ?? `Mend what keeps the journal from being written, ${GOES_ON}`,
  });
}

function textOf(thrown: unknown, member: string): string {
  const value: unknown = thrown instanceof Error ? Reflect.get(thrown, member) : null;
  return typeof value === "string" ? value : "";
}
