import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Books, booksOf, journaledBodies } from "../support/crash-books.js";
import { dueShare, killAt, killPlan, nameOf, survived, troubleAfter } from "../support/crash-kills.js";
import { inLanes } from "../support/crash-lanes.js";
import { type Fault, openLab, Restarter, runFaulty } from "../support/crash-lab.js";

const lab = openLab();
const restarters = [new Restarter(lab), new Restarter(lab)];
const kills: string[] = [];
let counts: Record<string, number> = {};
let reference: Books = {};

beforeAll(async () => {
  const state = lab.path("uninterrupted");
  const ended = await runFaulty(lab, { state, counts: lab.path("counts.json") });
  expect(ended.stderr).toBe("");
  counts = JSON.parse(readFileSync(lab.path("counts.json"), "utf8")) as Record<string, number>;
  reference = booksOf(state, await restarters[0]!.restart(state));
});

afterAll(async () => {
  process.stdout.write(`crash: ${String(kills.length)} kills at ${String(Object.keys(counts).length)} sites\n`);
  await Promise.all(restarters.map((restarter) => restarter.stop()));
  lab.dispose();
});

async function killAndRestart(fault: Fault, restarter: Restarter, index: number): Promise<readonly string[]> {
  const state = lab.path(`state-${String(index)}`);
  const ended = await killAt({ lab, state, fault });
  kills.push(nameOf(fault));
  const alive = survived(fault, ended);
  const trouble = alive.length > 0 ? alive : await troubleAfter(state, restarter, reference);
  rmSync(state, { recursive: true, force: true });
  return trouble.map((what) => `${nameOf(fault)}: ${what}`);
}

describe("SIGKILL at every system call that changes the state directory", () => {
  it("has a session to kill: 336 cycles with at least 20 fills, 5 vetoes, 10 segments and 35 kinds of call", () => {
    const events = journaledBodies(lab.path("uninterrupted"));
    const fills = events.filter((body) => body.includes('"type":"order.filled"'));
    const vetoes = (reference["risk_vetoes.jsonl"] ?? "").split("\n").length - 1;
    expect(JSON.parse(reference["summary"] ?? "{}")).toMatchObject({ cycles: 336 });
    expect(fills.length).toBeGreaterThanOrEqual(20);
    expect(vetoes).toBeGreaterThanOrEqual(5);
    expect(counts["open journal/segment"]).toBeGreaterThanOrEqual(10);
    expect(Object.keys(counts).length).toBeGreaterThanOrEqual(35);
  });

  it("gives the books of the uninterrupted run after a kill before, after or inside the 1st, a middle and the last call", async () => {
    const plan = dueShare(killPlan(counts));
    const troubles = await inLanes(plan, restarters, killAndRestart);
    expect(troubles.flat()).toEqual([]);
    expect(kills).toHaveLength(plan.length);
  }, 600_000);
});
