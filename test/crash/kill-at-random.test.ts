import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../../src/core/lib/rng.js";
import { type Books, booksOf } from "../support/crash-books.js";
import { dueShare, troubleAfter } from "../support/crash-kills.js";
import { inLanes } from "../support/crash-lanes.js";
import { executorWords, openLab, Restarter, startHedge } from "../support/crash-lab.js";

const KILLS = 50;
const lab = openLab();
const restarters = [new Restarter(lab), new Restarter(lab)];
const outcomes = { killed: 0, finished: 0 };
let reference: Books = {};
let wholeMs = 0;

beforeAll(async () => {
  const state = lab.path("uninterrupted");
  const startMs = performance.now();
  expect((await startHedge(lab, executorWords(lab, state)).ended).exitCode).toBe(0);
  wholeMs = performance.now() - startMs;
  reference = booksOf(state, await restarters[0]!.restart(state));
});

afterAll(async () => {
  const { killed, finished } = outcomes;
  process.stdout.write(`crash: ${String(killed)} kills at random moments, ${String(finished)} came too late\n`);
  await Promise.all(restarters.map((restarter) => restarter.stop()));
  lab.dispose();
});

/** Kills one executor for certain: a run that ended before its moment is run again and killed earlier. */
async function killBy(moment: number, state: string): Promise<void> {
  const { child, ended } = startHedge(lab, executorWords(lab, state));
  await sleep(moment);
  child.kill("SIGKILL");
  if ((await ended).signal === "SIGKILL") {
    outcomes.killed += 1;
    return;
  }
  outcomes.finished += 1;
  rmSync(state, { recursive: true, force: true });
  await killBy(moment * 0.8, state);
}

async function killAfter(share: number, restarter: Restarter, index: number): Promise<readonly string[]> {
  const state = lab.path(`state-${String(index)}`);
  await killBy(share * wholeMs, state);
  const trouble = await troubleAfter(state, restarter, reference);
  rmSync(state, { recursive: true, force: true });
  return trouble.map((what) => `kill after ${share.toFixed(3)} of a run: ${what}`);
}

describe("SIGKILL at random moments", () => {
  it("gives the same books after 50 kills of `hedge executor` at moments drawn from one seed", async () => {
    const rng = createRng("kill-at-random");
    // The first third of a run only loads the program and the market.
    const shares = dueShare(Array.from({ length: KILLS }, () => 0.33 + 0.67 * rng.next()));
    const troubles = await inLanes(shares, restarters, killAfter);
    expect(troubles.flat()).toEqual([]);
    expect(outcomes.killed).toBe(shares.length);
  }, 900_000);
});
