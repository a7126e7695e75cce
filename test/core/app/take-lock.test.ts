import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { acquireLock } from "../../../src/core/adapters/system/lock.js";
import { takeLock } from "../../../src/core/app/session-state.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-take-lock-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});
const ports = { files: nodeFiles, clock: systemClock };

it("an executor that is started while a flatten closes waits for it, and then has the directory", async () => {
  const state = join(parent, "closing");
  nodeFiles.makeDirectory(state);
  const closing = await acquireLock(state, systemClock, { closing: true });
  if (!closing.ok) throw new Error("the lock of a new directory is held");
  const waits = takeLock(state, ports);
  let isTaken = false;
  void waits.then(() => {
    isTaken = true;
  });
  // Longer than whoever has just come is waited for.
  await systemClock.sleep(2_500);
  expect(isTaken).toBe(false);
  closing.value.release();
  (await waits).release();
});

it("one that finds an executor there is refused with exit 8, at once where that has been there for 2 s", async () => {
  const state = join(parent, "held");
  nodeFiles.makeDirectory(state);
  const held = await acquireLock(state, systemClock);
  if (!held.ok) throw new Error("the lock of a new directory is held");
  const later = { ...systemClock, nowMs: () => systemClock.nowMs() + 2_000 };
  const sleeps: number[] = [];
  const sleep = (durationMs: number): Promise<void> => {
    sleeps.push(durationMs);
    return Promise.resolve();
  };
  await expect(takeLock(state, { files: nodeFiles, clock: { ...later, sleep } })).rejects.toMatchObject({
    ...{ code: "lock_held", exitCode: 8 },
  });
  expect(sleeps.filter((durationMs) => durationMs >= 200)).toEqual([]);
  held.value.release();
});
