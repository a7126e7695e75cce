import { rmSync } from "node:fs";
import { type Books, booksOf, differences, fingerprint } from "./crash-books.js";
import { type Ended, type Fault, type Lab, type Restarter, runFaulty } from "./crash-lab.js";

/** Where to kill: each site before and after its first and its last call, after a middle one; writes also half-way. */
export function killPlan(counts: Readonly<Record<string, number>>): readonly Fault[] {
  return Object.entries(counts).flatMap(([site, count]) => {
    const middle = Math.ceil(count / 2);
    const occurrences = [...new Set([1, middle, count])];
    const ways = site.startsWith("write ") ? (["before", "tear", "after"] as const) : (["before", "after"] as const);
    // Before a middle call is after the one that came just before it, whatever its site.
    return occurrences.flatMap((occurrence) =>
      ways
        .filter((when) => when !== "before" || occurrence === 1 || occurrence === count)
        .map((when) => ({ site, occurrence, when })),
    );
  });
}

/** The part of a plan that this run carries out: all of it, or with HEDGE_TEST_SHARE=1/N every N-th item (`.ci/run`). */
export function dueShare<T>(plan: readonly T[]): readonly T[] {
  const [, divisor = "1"] = /^1\/([1-9])$/.exec(process.env["HEDGE_TEST_SHARE"] ?? "1/1") ?? [];
  const due = plan.filter((_, index) => index % Number(divisor) === 0);
  if (due.length < plan.length)
    process.stdout.write(`HEDGE_TEST_SHARE: ${String(due.length)} of ${String(plan.length)} kills\n`);
  return due;
}

export function nameOf({ site, occurrence, when }: Fault): string {
  return `${when} ${site} #${String(occurrence)}`;
}

/**
 * Restarts what was killed to its end, and once more.
 *
 * Returns what differs from the books of the uninterrupted run; empty when nothing does.
 */
export async function troubleAfter(state: string, restarter: Restarter, reference: Books): Promise<readonly string[]> {
  const first = await restarter.restart(state);
  if (first.error !== undefined) return [`restart: ${first.error}`];
  const found = differences(reference, booksOf(state, first));
  if (found.length > 0) return found;
  const before = fingerprint(state);
  const second = await restarter.restart(state);
  if (second.error !== undefined) return [`second restart: ${second.error}`];
  return fingerprint(state) === before ? [] : ["the second restart changed something"];
}

export interface KillWork {
  readonly lab: Lab;
  readonly state: string;
  readonly fault: Fault;
  readonly fresh?: boolean;
  /** Puts the state directory in order before a try. */
  readonly prepare?: () => void;
}

/** Background syncs depend on the disk: their last call may not come, an earlier one does. */
export async function killAt({ lab, state, fault, fresh = false, prepare }: KillWork): Promise<Ended> {
  prepare?.();
  const ended = await runFaulty(lab, { state, faults: [fault], fresh });
  if (ended.signal === "SIGKILL" || !fault.site.startsWith("background ")) return ended;
  rmSync(state, { recursive: true, force: true });
  prepare?.();
  return runFaulty(lab, { state, faults: [{ ...fault, occurrence: Math.ceil(fault.occurrence / 2) }], fresh });
}

export function survived(fault: Fault, ended: Ended): readonly string[] {
  if (ended.signal === "SIGKILL") return [];
  return [`${nameOf(fault)}: was not killed but ended with ${String(ended.exitCode)} ${ended.stderr.slice(0, 300)}`];
}
