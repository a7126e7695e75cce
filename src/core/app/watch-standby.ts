import { SECOND_MS } from "../lib/time.js";
import { OVER } from "../lib/abort-reason.js";
import { Failure } from "../lib/failure.js";
import type { Clock } from "../lib/clock.js";
import type { Files } from "../ports/files.js";
import { readStandby, requireNoStandby } from "./standby.js";

/** Ends a session whose books are traded on elsewhere by now. */
interface StandbyWatch {
  /** Fires when that is so. */
  readonly signal: AbortSignal;
  /** Errors: Failure 8 with the reason, once it has fired. */
  requireNotFired(): void;
  close(): void;
}

/**
 * Looks once a second whether the books of a directory may still be traded on. Whoever keeps the mirror says so by a file:
 * the session asks nobody and waits for nobody.
 */
export function watchStandby(
  directory: string,
  { files, clock }: { readonly files: Pick<Files, "readText">; readonly clock: Pick<Clock, "sleep"> },
): StandbyWatch {
  const over = new AbortController();
  const fired = new AbortController();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const standby = readStandby(directory, files);
      if (standby !== null) {
        fired.abort(standby.why);
        return;
      }
      await clock.sleep(SECOND_MS, over.signal);
    }
  };
  void watch();
  return {
    signal: fired.signal,
    requireNotFired: () => {
      if (!fired.signal.aborted) return;
      requireNoStandby(directory, files);
      throw new Failure("standby_fenced", 8, `the books in ${directory} are traded on elsewhere`);
    },
    close: () => {
      over.abort(OVER);
    },
  };
}
