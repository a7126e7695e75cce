import { age } from "../core/lib/format.js";
import type { Terminal } from "./terminal.js";
import { cleanText, cutText } from "../core/lib/text.js";

/** A bar that a person can watch; nothing at all where nobody does. */
interface Progress {
  /** share: 0…1 of the whole. note: what is being done, e.g. the market time. */
  update(share: number, note: string): void;
  /** Ends the line; the terminal is free again. */
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };
const STEPS = 10_000;
const BAR_WIDTH = 16;
/** Bar, percent and ETA take this much of a line. */
const FIXED_WIDTH = BAR_WIDTH + 24;

function clampShare(share: number): number {
  const known = share >= 0 && share <= 1;
  return known ? share : share > 1 ? 1 : 0;
}

/** Until there are two steps to reckon from, the library knows no ETA: it says "0", "NULL" or "INF" instead of a number. */
function etaText(seconds: number): string {
  return age(Number.isFinite(seconds) ? seconds * 1_000 : null);
}

/**
 * Shows a progress bar with ETA on a terminal's stderr. `terminal` describes stderr; elsewhere (pipe, CI,
 * TERM=dumb) the library isn't even loaded.
 */
export async function startProgress(label: string, terminal: Terminal, wanted = true): Promise<Progress> {
  if (!terminal.interactive || !wanted) return SILENT;
  const { default: cliProgress } = await import("cli-progress");
  const noteWidth = Math.max(0, terminal.width - FIXED_WIDTH - label.length);
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: `${label} {bar} {percentage}%  ETA {eta_formatted}  {note}`,
    barsize: BAR_WIDTH,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    formatTime: etaText,
    etaBuffer: 50,
    fps: 5,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: null,
    gracefulExit: false,
  });
  bar.start(STEPS, 0, { note: "" });
  return {
    update: (share, note) => {
      bar.update(Math.floor(clampShare(share) * STEPS), { note: cutText(cleanText(note), noteWidth) });
    },
    stop: () => {
      bar.stop();
    },
  };
}
