import { attemptAsync } from "../../adapters/system/attempt.js";
import { acquireLock } from "../../adapters/system/lock.js";
import type { Mode } from "../../domain/mode.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { journalEvents } from "../session-state.js";
import { readStandby } from "../standby.js";
import { instantOnBooks } from "./instant-on-books.js";
import { recoverBooks } from "./recover-books.js";

/** Starts that the interlock refuses: the machine is not meant for it, or the key, the address or the account is not. */
const REFUSALS: readonly string[] = [
  "mode_mismatch",
  "interlock_refused",
  "account_refused",
  "account_differs",
  "credentials_in_dot_env",
  "endpoint_refused",
];

interface RefusedSession {
  readonly stateDirectory: string;
  readonly mode: Mode;
}

interface RefusalPorts {
  readonly files: Files;
  readonly clock: Clock;
}

/**
 * Leaves the line `interlock.refused` in the journal of the session whose start was refused. There is none where no
 * session has begun, its books are another mode's or a replica's, it has ended, or somebody else has them: whoever holds the lock is the
 * only one to write, and a journal begins with its session. Whatever stands in the way of the line changes nothing: the
 * refusal itself is what the caller is told.
 */
export async function journalRefusal(
  error: unknown,
  { stateDirectory, mode }: RefusedSession,
  { files, clock }: RefusalPorts,
): Promise<void> {
  if (!(error instanceof Failure) || !REFUSALS.includes(error.code)) return;
  const { code, message: reason } = error;
  await attemptAsync(async () => {
    if (readStandby(stateDirectory, files) !== null) return;
    const head = journalEvents(stateDirectory, files, mode).next();
    if (head.done === true) return;
    const lock = await acquireLock(stateDirectory, clock);
    if (!lock.ok) return;
    try {
      const books = recoverBooks(stateDirectory, files);
      if (books.state.ended) return;
      const atMs = await instantOnBooks(books, clock);
      try {
        books.write({ type: "interlock.refused", atMs, what: "start", code, reason });
      } finally {
        await books.close();
      }
    } finally {
      lock.value.release();
    }
  });
}
