import { EXIT, type ExitCode } from "./exit-codes.js";
import { CTRL_C, listenForKeys } from "./keys.js";

/** What repeats itself: paints once and says whether there will be anything new. */
export interface Watch {
  readonly everyMs: number;
  /** Paint over the frame before (a terminal), or below it. */
  readonly redraw: boolean;
  readonly frame: () => Promise<{ readonly text: string; readonly isLast: boolean }>;
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly write: (text: string) => void;
  /** Lines of the terminal, asked anew for each frame; without it a frame has room for all of its lines. */
  readonly rows?: () => number | undefined;
  /** Tells the keys of a person; returns what puts the keyboard back, null where there is none. */
  readonly keys?: (onKey: (key: string) => void) => (() => void) | null;
}

const ESC = String.fromCharCode(27);
const HOME = `${ESC}[H`;
const CLEAR_SCREEN = `${HOME}${ESC}[J`;
const CLEAR_LINE = `${ESC}[K`;
const CLEAR_BELOW = `${ESC}[J`;

/** This process's terminal: what a watch paints on and listens to. */
export function terminalOfWatch(redraw: boolean): Pick<Watch, "redraw" | "write" | "rows" | "keys"> {
  return {
    redraw,
    write: (text) => process.stdout.write(text),
    rows: () => process.stdout.rows,
    keys: (onKey) => (redraw ? listenForKeys(process.stdin, onKey) : null),
  };
}

/** Paints frames until the last one, `q`, or a signal; the exit code says which (0, 0, 130, 143). */
export async function watchFrames(watch: Watch): Promise<ExitCode> {
  const { everyMs, redraw, frame, sleep, write } = watch;
  const stopping = new AbortController();
  let exitCode: ExitCode = EXIT.done;
  const stopWith = (code: ExitCode) => (): void => {
    exitCode = code;
    stopping.abort();
  };
  const onInterrupt = stopWith(EXIT.interrupted);
  const onTerminate = stopWith(EXIT.terminated);
  const onQuit = stopWith(EXIT.done);
  process.once("SIGINT", onInterrupt).once("SIGTERM", onTerminate);
  const putBack = watch.keys?.((key) => {
    // A keyboard that tells its keys one by one makes no signal of this one.
    if (key === CTRL_C) onInterrupt();
    else if (key === "q" || key === "Q") onQuit();
  });
  try {
    for (let first = true; !stopping.signal.aborted; first = false) {
      const { text, isLast } = await frame();
      const hint = typeof putBack === "function" && !isLast ? "q quits" : null;
      write(redraw ? `${first ? CLEAR_SCREEN : HOME}${overpainting(text, hint, watch.rows?.())}` : `${text}\n`);
      if (isLast) break;
      await sleep(everyMs, stopping.signal);
    }
  } finally {
    putBack?.();
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  }
  return exitCode;
}

/**
 * A frame over the one before, line by line, so that nothing is blank in between. What a terminal has no line for would scroll it:
 * it is left out and counted.
 */
function overpainting(text: string, hint: string | null, rows: number | undefined): string {
  const lines = [...text.replace(/\n+$/, "").split("\n"), ...(hint === null ? [] : [hint])];
  // The cursor stands below the last line.
  const room = Math.max(2, (rows ?? Infinity) - 1);
  const kept = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${leftOut(lines.length - room + 1)}`];
  return `${kept.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`;
}

function leftOut(lines: number): string {
  return `${String(lines)} more ${lines === 1 ? "line" : "lines"}: a taller terminal has room for them (q quits)`;
}
