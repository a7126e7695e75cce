import { spawnSync, type StdioOptions } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock, isLockHeld, lockHolder } from "../../../../src/core/adapters/system/lock.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";

let directory = "";
let path: string | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-lock-"));
  path = process.env["PATH"];
});

afterEach(() => {
  process.env["PATH"] = path;
  rmSync(directory, { recursive: true, force: true });
});

describe("the lock of a state directory", () => {
  it("is held once: the second is told pid and token of the first, and gets token 2 once it is free", async () => {
    const first = await acquireLock(directory, systemClock);
    expect(first).toMatchObject({ ok: true, value: { holder: { pid: process.pid, fencingToken: 1 } } });
    expect(await isLockHeld(directory)).toBe(true);
    const second = await acquireLock(directory, systemClock);
    expect(second).toMatchObject({ ok: false, error: { pid: process.pid, fencingToken: 1 } });
    if (first.ok) first.value.release();
    expect(await isLockHeld(directory)).toBe(false);
    const third = await acquireLock(directory, systemClock);
    expect(third).toMatchObject({ ok: true, value: { holder: { fencingToken: 2 } } });
    if (third.ok) third.value.release();
  });

  it("one who asks whether it is held is not taken for its holder by another who asks", async () => {
    const asking = openSync(join(directory, "lock"), "w");
    const stdio: StdioOptions = ["ignore", "ignore", "ignore", asking];
    expect(spawnSync("flock", ["--shared", "3"], { stdio }).status).toBe(0);
    expect(await isLockHeld(directory)).toBe(false);
    closeSync(asking);
  });

  it.skipIf(process.platform !== "linux")("keeps others out although its file was deleted", async () => {
    const first = await acquireLock(directory, systemClock);
    rmSync(join(directory, "lock"));
    expect(await isLockHeld(directory)).toBe(true);
    expect((await acquireLock(directory, systemClock)).ok).toBe(false);
    if (first.ok) first.value.release();
  });

  it.skipIf(process.platform !== "linux")(
    "keeps out one that finds no flock on its PATH, and the other way round",
    async () => {
      const withFlock = await acquireLock(directory, systemClock);
      process.env["PATH"] = directory;
      expect((await acquireLock(directory, systemClock)).ok).toBe(false);
      if (withFlock.ok) withFlock.value.release();
      const without = await acquireLock(directory, systemClock);
      expect(without.ok).toBe(true);
      process.env["PATH"] = path;
      expect((await acquireLock(directory, systemClock)).ok).toBe(false);
      if (without.ok) without.value.release();
      expect(lockHolder(directory)?.fencingToken).toBe(2);
    },
  );
});
