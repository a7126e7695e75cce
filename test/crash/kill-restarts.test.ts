import { cpSync, readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Books, booksOf } from "../support/crash-books.js";
import { dueShare, killAt, killPlan, nameOf, survived, troubleAfter } from "../support/crash-kills.js";
import { inLanes } from "../support/crash-lanes.js";
import { type Fault, openLab, Restarter, runFaulty } from "../support/crash-lab.js";

const lab = openLab();
const restarters = [new Restarter(lab), new Restarter(lab)];
let kills = 0;
let reference: Books = {};

/** A session killed inside a write: half of its journal, the last line torn, telemetry of an earlier moment. */
const HALF = lab.path("killed-half-way");
const FINISHED = lab.path("uninterrupted");

beforeAll(async () => {
  await runFaulty(lab, { state: FINISHED, counts: lab.path("counts.json") });
  const counts = JSON.parse(readFileSync(lab.path("counts.json"), "utf8")) as Record<string, number>;
  reference = booksOf(FINISHED, await restarters[0]!.restart(FINISHED));
  const occurrence = Math.ceil((counts["write journal/segment"] ?? 0) / 2);
  const ended = await runFaulty(lab, {
    state: HALF,
    faults: [{ site: "write journal/segment", occurrence, when: "tear" }],
  });
  expect(ended.signal).toBe("SIGKILL");
});

afterAll(async () => {
  process.stdout.write(`crash: ${String(kills)} kills of second starts\n`);
  await Promise.all(restarters.map((restarter) => restarter.stop()));
  lab.dispose();
});

/** The socket of a process that was killed lies around and can't be copied. */
function copyState(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith(".sock") });
}

/** Sites that a start from this directory passes, with how often. */
async function countsFrom(base: string, fresh: boolean): Promise<Record<string, number>> {
  const state = lab.path("counted");
  copyState(base, state);
  const counts = lab.path("second-counts.json");
  expect((await runFaulty(lab, { state, counts, fresh })).exitCode).toBe(0);
  rmSync(state, { recursive: true, force: true });
  return JSON.parse(readFileSync(counts, "utf8")) as Record<string, number>;
}

interface SecondKill {
  readonly base: string;
  readonly fault: Fault;
  readonly fresh: boolean;
}

async function killTwice(
  { base, fault, fresh }: SecondKill,
  restarter: Restarter,
  index: number,
): Promise<readonly string[]> {
  const state = lab.path(`state-${String(index)}`);
  const prepare = (): void => {
    copyState(base, state);
  };
  const ended = await killAt({ lab, state, fault, fresh, prepare });
  kills += 1;
  const alive = survived(fault, ended);
  const trouble = alive.length > 0 ? alive : await troubleAfter(state, restarter, reference);
  rmSync(state, { recursive: true, force: true });
  return trouble.map((what) => `${nameOf(fault)}: ${what}`);
}

/**
 * The first call of each site is where a recovery does its work; later ones are those of any session. Before a call is
 * after the one before it.
 */
function firstCalls(counts: Record<string, number>): readonly Fault[] {
  return killPlan(counts).filter(({ occurrence, when }) => occurrence === 1 && when !== "before");
}

describe("SIGKILL of a second start", () => {
  it("gives the same books after a kill inside or after the first call of every site of a recovery", async () => {
    const counts = await countsFrom(HALF, false);
    expect(Object.keys(counts)).toContain("truncate journal/segment");
    const plan = firstCalls(counts).map((fault) => ({ base: HALF, fault, fresh: false }));
    expect((await inLanes(dueShare(plan), restarters, killTwice)).flat()).toEqual([]);
  }, 300_000);

  it("loses no book when `--fresh` is killed at any call of its archiving: the session is there whole, or begun anew", async () => {
    const counts = await countsFrom(FINISHED, true);
    const archiving = Object.entries(counts).filter(([site]) => site.includes("archive"));
    expect(archiving.length).toBeGreaterThanOrEqual(8);
    const plan = killPlan(Object.fromEntries(archiving)).map((fault) => ({ base: FINISHED, fault, fresh: true }));
    expect((await inLanes(dueShare(plan), restarters, killTwice)).flat()).toEqual([]);
  }, 300_000);
});
