import { JournalWriteError } from "../journal/writer.js";
import { Failure } from "../lib/failure.js";
import type { Executor, ExecutorOutcome } from "./executor.js";

/**
 * Runs the executor and is the one place that catches what it throws.
 * A journal that can't be written: entries that rest are withdrawn, stops stay, nothing else is sent.
 *
 * Errors: Failure 3 for a disk that refuses; everything else is passed on as the bug it is.
 */
export async function supervise(executor: Executor): Promise<ExecutorOutcome> {
  try {
    return await executor.run();
  } catch (error) {
    executor.cancelRestingEntries();
    if (!(error instanceof JournalWriteError)) throw error;
    throw new Failure(
      "journal_unwritable",
      3,
      `${error.message}. Nothing more was sent; protective stops stay where they are.`,
      {
        fix: "Make room on the disk or mend it, then start again: the books go on from the last whole line.",
      },
    );
  }
}
