import { EXIT, type ExitCode } from "./exit-codes.js";

/** What repeats itself: paints once and says whether there will be anything new. */
export interface Watch {
  readonly everyMs: number;
  /** Paint over the frame before (a terminal), or below it. */
  readonly redraw: boolean;
  readonly frame: () => Promise<{ readonly text: string; readonly isLast: boolean }>;
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly write: (text: string) => void;
}

const CLEAR = `${String.fromCharCode(27)}[H${String.fromCharCode(27)}[J`;

/** Paints frames until the last one or a signal; the exit code says which (0, 130, 143). */
export async function watchFrames({ everyMs, redraw, frame, sleep, write }: Watch): Promise<ExitCode> {
  const stopping = new AbortController();
  let exitCode: ExitCode = EXIT.done;
  const onInterrupt = (): void => {
    exitCode = EXIT.interrupted;
    stopping.abort();
  };
  const onTerminate = (): void => {
    exitCode = EXIT.terminated;
    stopping.abort();
  };
  process.once("SIGINT", onInterrupt).once("SIGTERM", onTerminate);
  while (!stopping.signal.aborted) {
    const { text, isLast } = await frame();
    write(redraw ? `${CLEAR}${text}` : `${text}\n`);
    if (isLast) break;
    await sleep(everyMs, stopping.signal);
  }
  process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  return exitCode;
}
