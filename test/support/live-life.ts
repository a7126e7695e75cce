import { setTimeout as sleep } from "node:timers/promises";
import type { Ended, Running } from "./crash-lab.js";
import { type Glance, glance, isUp } from "./live-glance.js";
import type { LiveVenue } from "./live-lab.js";

/** Longest a position may stand without its stop while an executor lives and knows the venue (protect_deadline_ms). */
const PROTECT_MS = 10_000;
/** A start takes a second or two; on a machine with ten times as much to do, ten times as long. */
const UP_MS = 60_000;
/** The journal is looked at often, the venue seldom: it has the executor to serve. */
const WAKE_EVERY_MS = 50;
const LOOK_EVERY_MS = 500;

/** How one executor is to die: by a fault of its own, at a moment after its start, or after it was seen to protect all. */
export interface Ending {
  readonly untilMs: number;
  /** The time counts from the first look at which it is up and nothing is without a stop. */
  readonly afterAudit: boolean;
}

export interface Life {
  readonly ended: Ended;
  /** Killed by the clock. */
  readonly late: boolean;
  /** Up, and every position of that moment covered. */
  readonly audited: boolean;
  /** Longest stretch in which a position was seen without its stop while it was up, ms. */
  readonly uncoveredMs: number;
  readonly trouble: readonly string[];
}

interface Watch {
  readonly venue: LiveVenue;
  readonly state: string;
  readonly afterSeq: number;
  /** Hears of every look. */
  readonly onGlance: (seen: Glance) => void;
}

/** Looks at the venue while an executor lives, and kills it when its time has come. */
export async function watchLife({ child, ended }: Running, ending: Ending, watch: Watch): Promise<Life> {
  const over = new AbortController();
  void ended.finally(() => {
    over.abort();
  });
  const startedAt = performance.now();
  let [killAt, late, isUpNow, audited] = [
    ending.afterAudit ? Infinity : startedAt + ending.untilMs,
    false,
    false,
    false,
  ];
  let uncoveredSince: number | null = null;
  let [uncoveredMs, lookAt] = [0, 0];
  const trouble: string[] = [];
  while (!over.signal.aborted) {
    isUpNow ||= isUp(watch.state, watch.afterSeq);
    const now = performance.now();
    if (isUpNow && now >= lookAt) {
      const seen = await glance(watch.venue);
      watch.onGlance(seen);
      uncoveredSince = seen.uncovered.length === 0 ? null : (uncoveredSince ?? now);
      if (uncoveredSince !== null) uncoveredMs = Math.max(uncoveredMs, now - uncoveredSince);
      if (!audited && uncoveredSince === null) {
        audited = true;
        if (ending.afterAudit) killAt = performance.now() + ending.untilMs;
      }
      lookAt = now + (uncoveredSince === null ? LOOK_EVERY_MS : 0);
    }
    const isTooLong = uncoveredMs > PROTECT_MS;
    const neverUp = killAt === Infinity && now - startedAt > UP_MS;
    if (isTooLong) trouble.push(`a position had no stop for ${uncoveredMs.toFixed(0)} ms while one was up`);
    if (neverUp)
      trouble.push(
        `${isUpNow ? "the restart was up and never seen to protect everything" : "the restart was never up"} in 60 s`,
      );
    if (isTooLong || neverUp) killAt = now;
    const left = killAt - performance.now();
    if (left <= 0) {
      late = true;
      child.kill("SIGKILL");
      break;
    }
    await sleep(Math.min(WAKE_EVERY_MS, left), undefined, { signal: over.signal }).catch(() => undefined);
  }
  return { ended: await ended, late, audited, uncoveredMs, trouble };
}
