import { count } from "../core/lib/format.js";
import type { Log } from "./log.js";

interface MirrorNow {
  readonly target: string | null;
  readonly mirroredSeq: number;
  readonly lag: { readonly records: number };
}

interface ProcessNow {
  readonly phase: "waiting" | "running" | "unreachable" | "stopped" | "ended";
  readonly fault: string | null;
}

/** What a mirror that runs for weeks says: a line when something changes, none while all is well. */
export class SyncNotes {
  #phase: ProcessNow["phase"] | null = null;

  constructor(readonly log: Pick<Log, "info" | "warn">) {}

  tell({ target, mirroredSeq, lag }: MirrorNow, { phase, fault }: ProcessNow): void {
    if (phase === this.#phase) return;
    const before = this.#phase;
    this.#phase = phase;
    if (phase === "waiting") this.log.info("no session has begun here yet: waiting for its first line");
    if (phase === "unreachable")
      this.log.warn(`${fault ?? "the mirror can't be reached"}; trying again, the journal waits`);
    if (phase !== "running") return;
    const again = before === "unreachable" ? "reached again" : "mirroring";
    this.log.info(`${again}: ${target ?? ""}, ${count(mirroredSeq)} events there, ${count(lag.records)} missing`);
  }
}

/** How far a restore is, beside its bar. */
export function restoredSoFar({ seq }: { readonly seq: number }): string {
  return `${count(seq)} events`;
}

interface FollowNow {
  readonly end: { readonly seq: number };
  readonly directory: string;
  readonly place: string;
  readonly fault: string | null;
  readonly missing: string | null;
}

/** The same for a copy that follows a mirror. */
export class FollowNotes {
  #said: "nothing" | "well" | "fault" | "waiting" = "nothing";

  constructor(readonly log: Pick<Log, "info" | "warn">) {}

  tell({ end, directory, place, fault, missing }: FollowNow): void {
    const healthy = missing === null ? "well" : "waiting";
    const now = fault === null ? healthy : "fault";
    if (now === this.#said) return;
    this.#said = now;
    if (missing !== null) this.log.info(`${missing}: waiting for what \`hedge sync\` puts there`);
    else if (fault !== null) this.log.warn(`${fault}; trying again, the copy stays as it is`);
    else this.log.info(`${directory} follows ${place}: ${count(end.seq)} events`);
  }
}
