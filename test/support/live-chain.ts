import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ExecutorSummary } from "../../src/core/domain/executor-summary.js";
import type { Ended, Fault, Lab } from "./crash-lab.js";
import { auditLive } from "./live-audit.js";
import { LiveVenue, startLive } from "./live-lab.js";
import type { SiteCounts } from "./live-plan.js";

/** A day on which this market trades from its first bars on. */
const COUNTED_FROM_MS = Date.parse("2024-08-04T00:00:00Z");
const SCRIPT = fileURLToPath(new URL("live-faults.json", import.meta.url));

/** One death. Several faults: whichever comes first. */
export type Death =
  { readonly name: string; readonly faults: readonly Fault[] } | { readonly name: string; readonly afterMs: number };

export interface Chain {
  readonly name: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly deaths: readonly Death[];
}

export interface ChainResult {
  readonly killed: readonly string[];
  /** Sites that did not come within the time: those executors were killed by the clock. */
  readonly unreached: readonly string[];
  readonly trouble: readonly string[];
}

/** What doesn't happen within so long doesn't happen in this market. */
const PATIENCE_MS = 20_000;
/** Cycles of the last start; an outcome that nobody knows takes 3 of them to be settled. */
const LAST_CYCLES = 6;

/** Starts, kills and starts again on one venue and one state directory; at the end one start lives, and is audited. */
export async function runChain(lab: Lab, { name, seed, fromMs, deaths }: Chain): Promise<ChainResult> {
  const state = lab.path(name);
  const venue = await LiveVenue.open(lab, { seed, script: SCRIPT, fromMs });
  const killed: string[] = [];
  const unreached: string[] = [];
  const trouble: string[] = [];
  try {
    for (const death of deaths) {
      const { ended, inTime } = await die(lab, venue, { state, death });
      if (ended.signal !== "SIGKILL") trouble.push(`${death.name}: ended with ${wordsOf(ended)}`);
      else if (inTime) killed.push(death.name);
      else unreached.push(death.name);
    }
    venue.calm();
    trouble.push(...(await liveOn(lab, venue, state)));
  } finally {
    await venue.close();
  }
  const story = deaths.map((death) => death.name).join(", ");
  return { killed, unreached, trouble: trouble.map((what) => `${name} (${story}): ${what}`) };
}

interface OneDeath {
  readonly state: string;
  readonly death: Death;
}

async function die(
  lab: Lab,
  venue: LiveVenue,
  { state, death }: OneDeath,
): Promise<{ readonly ended: Ended; readonly inTime: boolean }> {
  const faults = "faults" in death ? death.faults : [];
  const { child, ended } = startLive(lab, venue, { state, faults });
  const over = new AbortController();
  const untilMs = "afterMs" in death ? death.afterMs : PATIENCE_MS;
  const late = sleep(untilMs, "late" as const, { signal: over.signal }).catch(() => "over" as const);
  const first = await Promise.race([ended, late]);
  over.abort();
  if (first === "late") child.kill("SIGKILL");
  return { ended: await ended, inTime: first !== "late" || "afterMs" in death };
}

/**
 * What fills in the milliseconds between the last word of the books and the end of the process isn't booked yet. The
 * next start has to book it: only what it leaves is trouble.
 */
async function liveOn(lab: Lab, venue: LiveVenue, state: string): Promise<readonly string[]> {
  const first = await lastStart(lab, venue, { state, maxCycles: LAST_CYCLES });
  return first.length === 0 ? [] : lastStart(lab, venue, { state, maxCycles: 2 });
}

async function lastStart(
  lab: Lab,
  venue: LiveVenue,
  start: { readonly state: string; readonly maxCycles: number },
): Promise<readonly string[]> {
  const ended = await startLive(lab, venue, start).ended;
  if (ended.exitCode !== 0) return [`the last start ended with ${wordsOf(ended)}`];
  const { summary } = JSON.parse(ended.stdout) as { readonly summary: ExecutorSummary };
  return auditLive(venue, start.state, summary);
}

function wordsOf({ exitCode, signal, stderr }: Ended): string {
  return `${String(exitCode ?? signal)} ${stderr.slice(0, 400)}`;
}

const COUNTED_CYCLES = 12;

/** Sites that a first and a second start pass while the faults run, and how often. */
export async function countSites(lab: Lab): Promise<SiteCounts> {
  const venue = await LiveVenue.open(lab, { seed: 1, script: SCRIPT, fromMs: COUNTED_FROM_MS });
  const state = lab.path("counted");
  const count = async (): Promise<Record<string, number>> => {
    const counts = lab.path("counts.json");
    const ended = await startLive(lab, venue, { state, counts, maxCycles: COUNTED_CYCLES }).ended;
    if (ended.exitCode !== 0) throw new Error(`the counted start ended with ${wordsOf(ended)}`);
    return JSON.parse(readFileSync(counts, "utf8")) as Record<string, number>;
  };
  try {
    return { first: await count(), second: await count() };
  } finally {
    await venue.close();
  }
}
