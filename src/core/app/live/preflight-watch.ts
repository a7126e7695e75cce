import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { PreflightQuestion } from "./preflight.js";

/** Doctor costs a second or two of a processor, and a few questions to the venue. */
const EVERY_MS = 2 * MINUTE_MS;

interface PreflightWatch {
  readonly clock: Clock;
  /** The first failing check in words, null while none fails. */
  readonly ask: PreflightQuestion;
  readonly first: string | null;
  /** Told at once, and then for every change. */
  readonly tell: (problem: string | null) => void;
}

/** Looks again and again whether production may open anything, until the signal. */
export async function watchPreflight({ clock, ask, first, tell }: PreflightWatch, signal: AbortSignal): Promise<void> {
  let known = first;
  tell(known);
  while (!isAborted(signal)) {
    await clock.sleep(EVERY_MS, signal);
    const problem = isAborted(signal) ? known : await ask(signal);
    if (problem !== known && !isAborted(signal)) tell(problem);
    known = problem;
  }
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}
