import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { LockHolder } from "../../src/core/adapters/system/lock.js";
import { booksOf } from "../support/crash-books.js";
import { troubleAfter } from "../support/crash-kills.js";
import { executorWords, openLab, Restarter, type Running, startHedge } from "../support/crash-lab.js";

const READER = fileURLToPath(new URL("../support/crash-lock-reader.mjs", import.meta.url));
const lab = openLab();
const restarter = new Restarter(lab);
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

afterAll(async () => {
  await restarter.stop();
  lab.dispose();
});

function start(words: readonly string[]): Running {
  const running = startHedge(lab, words);
  started.push(running.child);
  return running;
}

/** An executor that trades an hour of the market in a second: it will not end by itself. */
async function startSlow(state: string): Promise<Running> {
  const running = start(executorWords(lab, state, "--speed", "3600"));
  while (!existsSync(`${state}/health.json`)) await sleep(20);
  return running;
}

function lockRecord(state: string): LockHolder {
  return JSON.parse(readFileSync(`${state}/lock`, "utf8")) as LockHolder;
}

describe("one executor a state directory", () => {
  it("keeps the lock while its process is frozen: a second exits 8 and names its pid, and starts once it is killed", async () => {
    const state = lab.path("frozen");
    const frozen = await startSlow(state);
    frozen.child.kill("SIGSTOP");
    const second = await start(executorWords(lab, state, "--json")).ended;
    expect(second.exitCode).toBe(8);
    const document = JSON.parse(second.stdout) as { readonly code: string; readonly message: string };
    expect(document.code).toBe("lock_held");
    expect(document.message).toContain(`process ${String(frozen.child.pid)} `);
    expect(lockRecord(state)).toMatchObject({ pid: frozen.child.pid, fencingToken: 1 });
    frozen.child.kill("SIGKILL");
    expect((await frozen.ended).signal).toBe("SIGKILL");
    const whole = lab.path("uninterrupted");
    const reference = booksOf(whole, await restarter.restart(whole));
    expect((await start(executorWords(lab, state)).ended).exitCode).toBe(0);
    expect(lockRecord(state)).toMatchObject({ fencingToken: 2 });
    expect(await troubleAfter(state, restarter, reference)).toEqual([]);
  });

  it("lets exactly one of two run that start at the same instant, 5 times", async () => {
    for (let round = 0; round < 5; round++) {
      const state = lab.path(`both-${String(round)}`);
      const both = [1, 2].map(() => start(executorWords(lab, state, "--speed", "3600")));
      const loser = await Promise.race(both.map(({ ended }) => ended));
      expect(loser.exitCode).toBe(8);
      const winner = both.find(({ child }) => child.exitCode === null);
      expect(lockRecord(state).pid).toBe(winner?.child.pid);
      winner?.child.kill("SIGKILL");
      await winner?.ended;
    }
  });

  it("starts 6 times of 6 while 3 readers ask without a pause whether somebody holds the lock", async () => {
    const state = lab.path("read");
    expect((await start(executorWords(lab, state, "--once")).ended).exitCode).toBe(0);
    const readers = [1, 2, 3].map(() =>
      spawn(process.execPath, [READER, state], { stdio: ["ignore", "pipe", "inherit"] }),
    );
    started.push(...readers);
    await Promise.all(readers.map(({ stdout }) => once(stdout, "data")));
    const exits: (number | null)[] = [];
    for (let round = 0; round < 6; round++)
      exits.push((await start(executorWords(lab, state, "--once")).ended).exitCode);
    expect(exits).toEqual(Array.from({ length: 6 }, () => 0));
    expect(readers.map(({ exitCode }) => exitCode)).toEqual([null, null, null]);
  });

  it("runs to its end beside `hedge status` in a loop, and each of them answers 0 or 4", async () => {
    const state = lab.path("watched");
    const executor = start(executorWords(lab, state, "--speed", "400000"));
    while (!existsSync(`${state}/health.json`)) await sleep(20);
    const exits: (number | null)[] = [];
    while (executor.child.exitCode === null && executor.child.signalCode === null) {
      exits.push((await start(["status", "--json", "--state", state]).ended).exitCode);
    }
    expect((await executor.ended).exitCode).toBe(0);
    expect(exits.length).toBeGreaterThan(0);
    expect(exits.filter((exit) => exit !== 0 && exit !== 4)).toEqual([]);
  });
});
