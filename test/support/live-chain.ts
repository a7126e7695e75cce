import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ExecutorSummary } from "../../src/core/domain/executor-summary.js";
import type { Ended, Fault, Lab } from "./crash-lab.js";
import { auditLive } from "./live-audit.js";
import { deadTrouble, type Glance, glance, newestSeq } from "./live-glance.js";
import { LiveVenue, standByLive, type Standby, startLive } from "./live-lab.js";
import { type Ending, type Life, watchLife } from "./live-life.js";
import type { SiteCounts } from "./live-plan.js";

/** A day on which this market trades from its first bars on. */
const COUNTED_FROM_MS = Date.parse("2024-08-04T00:00:00Z");
const SCRIPT = fileURLToPath(new URL("live-faults.json", import.meta.url));

/** One death. Several faults: whichever comes first. */
export type Death =
  | { readonly name: string; readonly faults: readonly Fault[] }
  | { readonly name: string; readonly afterMs: number }
  /** Counted from the moment at which the restart was seen to protect everything. */
  | { readonly name: string; readonly afterAuditMs: number };

export interface Chain {
  readonly name: string;
  readonly seed: number;
  readonly fromMs: number;
  /** Wall time of an hour of its market; a second where nothing is said. */
  readonly hourWallMs?: number;
  readonly deaths: readonly Death[];
}

export interface ChainResult {
  readonly killed: readonly string[];
  /** Sites that did not come within the time: those executors were killed by the clock. */
  readonly unreached: readonly string[];
  readonly trouble: readonly string[];
  /** Starts that were up and had every position covered before they died. */
  readonly audited: number;
  /** Deaths that left entries resting at the venue. */
  readonly resting: number;
  /** For each death that left a position without its stop, or let one arise before the next start: wall time without, ms. */
  readonly nakedMs: readonly number[];
  /** Longest time without a stop while an executor was up, ms. */
  readonly uncoveredMs: number;
}

/** What doesn't happen within so long doesn't happen in this market. */
const PATIENCE_MS = 20_000;
/** Wall time of the last start; an outcome that nobody knows takes 3 s of it to be settled. */
const LAST_MS = 6_000;

const lastCycles = ({ hourWallMs = 1_000 }: Chain): number => Math.ceil(LAST_MS / hourWallMs);

/**
 * Starts, kills and starts again on one venue and one state directory. After each death the venue's orders are compared
 * with the journal, during each life its stops with its positions; at the end one start lives, and is audited whole.
 */
export async function runChain(lab: Lab, chain: Chain): Promise<ChainResult> {
  const { name, deaths } = chain;
  const state = lab.path(name);
  const venue = await LiveVenue.open(lab, { ...chain, script: SCRIPT });
  const tale = new Tale();
  const standBy = (at: number): Standby => {
    const death = deaths[at];
    if (death === undefined) return standByLive(lab, venue, { state, maxCycles: lastCycles(chain) });
    return standByLive(lab, venue, { state, faults: "faults" in death ? death.faults : [] });
  };
  let next = standBy(0);
  try {
    for (const [at, death] of deaths.entries()) {
      const running = next;
      const afterSeq = newestSeq(state);
      running.begin();
      // Loads while this one trades.
      next = standBy(at + 1);
      const life = await watchLife(running, endingOf(death), {
        venue,
        state,
        afterSeq,
        onGlance: (seen) => tale.see(seen),
      });
      tale.died(death, life, await deadTrouble(venue, state));
      tale.leave(await glance(venue));
    }
    venue.calm();
    const last = await liveOn(lab, venue, state, next);
    tale.trouble.push(...last);
  } finally {
    await next.dismiss();
    await venue.close();
  }
  return tale.result(`${name} (${deaths.map((death) => death.name).join(", ")})`);
}

function endingOf(death: Death): Ending {
  if ("afterAuditMs" in death) return { untilMs: death.afterAuditMs, afterAudit: true };
  return { untilMs: "afterMs" in death ? death.afterMs : PATIENCE_MS, afterAudit: false };
}

/** What is learned along a chain. */
class Tale {
  readonly killed: string[] = [];
  readonly unreached: string[] = [];
  readonly trouble: string[] = [];
  readonly nakedMs: number[] = [];
  #audited = 0;
  #resting = 0;
  #uncoveredMs = 0;
  #nakedSince: number | null = null;

  /** A look while somebody lives: ends what the last death left open. */
  see({ uncovered }: Glance): void {
    if (this.#nakedSince === null || uncovered.length > 0) return;
    this.nakedMs.push(performance.now() - this.#nakedSince);
    this.#nakedSince = null;
  }

  died(death: Death, life: Life, dead: readonly string[]): void {
    const { ended, late, audited, uncoveredMs, trouble } = life;
    this.trouble.push(...trouble, ...dead.map((what) => `after ${death.name}: ${what}`));
    if (ended.signal !== "SIGKILL") this.trouble.push(`${death.name}: ended with ${wordsOf(ended)}`);
    else if ("faults" in death && late) this.unreached.push(death.name);
    else this.killed.push(death.name);
    if (audited) this.#audited += 1;
    this.#uncoveredMs = Math.max(this.#uncoveredMs, uncoveredMs);
  }

  /** The look after a death. */
  leave({ uncovered, restingEntries }: Glance): void {
    if (uncovered.length > 0) this.#nakedSince ??= performance.now();
    if (restingEntries > 0) this.#resting += 1;
  }

  result(story: string): ChainResult {
    const { killed, unreached, nakedMs } = this;
    return {
      ...{ killed, unreached, nakedMs },
      trouble: this.trouble.map((what) => `${story}: ${what}`),
      ...{ audited: this.#audited, resting: this.#resting, uncoveredMs: this.#uncoveredMs },
    };
  }
}

/**
 * What fills in the milliseconds between the last word of the books and the end of the process isn't booked yet. The
 * next start has to book it: only what it leaves is trouble.
 */
async function liveOn(lab: Lab, venue: LiveVenue, state: string, last: Standby): Promise<readonly string[]> {
  const first = await lastStart(venue, state, last);
  return first.length === 0 ? [] : lastStart(venue, state, standByLive(lab, venue, { state, maxCycles: 2 }));
}

async function lastStart(venue: LiveVenue, state: string, start: Standby): Promise<readonly string[]> {
  start.begin();
  const ended = await start.ended;
  if (ended.exitCode !== 0) return [`the last start ended with ${wordsOf(ended)}`];
  const { summary } = JSON.parse(ended.stdout) as { readonly summary: ExecutorSummary };
  return auditLive(venue, state, summary);
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
