import { startHedge } from "../../adapters/system/hedge-process.js";
import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { ExecutorFlags, ExecutorPorts } from "../executor-session.js";
import { firstFailing } from "./preflight.js";

/** Doctor costs a second or two of a processor, and a few questions to the venue. */
const EVERY_MS = 2 * MINUTE_MS;
const LONGEST_MS = MINUTE_MS;

export interface PreflightWatch {
  readonly clock: Clock;
  /** The first failing check in words, null while none fails. */
  readonly ask: (signal: AbortSignal) => Promise<string | null>;
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

/**
 * `hedge doctor` as a process of its own: it reads the whole journal, and a session that trades must not wait for that.
 * A doctor that does not answer is a failing check: what is not known to be green is not.
 */
export function askDoctor(
  { stateDirectory, configDirectory }: ExecutorFlags,
  { env, clock }: Pick<ExecutorPorts, "env" | "clock">,
  venue: string,
): PreflightWatch["ask"] {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const words = ["doctor", "--venue", venue, "--state", stateDirectory, "--config", configDirectory, "--json"];
  return async (signal) => {
    const doctor = startHedge(words, given);
    const over = new AbortController();
    const end = (): void => {
      if (!over.signal.aborted) doctor.signal("SIGKILL");
    };
    signal.addEventListener("abort", end, { once: true, signal: over.signal });
    const late = clock.sleep(LONGEST_MS, over.signal).then(end);
    const { stdout } = await doctor.ended;
    over.abort();
    await late;
    return firstFailing(stdout);
  };
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}
