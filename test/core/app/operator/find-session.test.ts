import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { acquireLock, type HeldLock } from "../../../../src/core/adapters/system/lock.js";
import { findSession } from "../../../../src/core/app/operator/find-session.js";
import { root } from "../../config/support.js";
import { runInProcess } from "../../../support/crash-in-process.js";

const cache = mkdtempSync(join(tmpdir(), "hedge-find-"));
const notices: string[] = [];
const place = { state: undefined, cache, notice: (message: string) => void notices.push(message) };

beforeAll(async () => {
  const span = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-02T00:00:00Z") };
  await runInProcess({ config: join(root, "config"), state: join(cache, "paper"), ...span, maxCycles: 1 });
});

afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
});

async function held(mode: string): Promise<HeldLock> {
  nodeFiles.makeDirectory(join(cache, mode));
  const lock = await acquireLock(join(cache, mode), systemClock);
  if (!lock.ok) throw new Error(`${mode} is held`);
  return lock.value;
}

describe("the session an operator means", () => {
  it("is the only one there is, without a word, and the one named with --state", async () => {
    expect(await findSession(nodeFiles, place)).toEqual({ directory: join(cache, "paper"), mode: "paper" });
    expect(await findSession(nodeFiles, { ...place, state: join(cache, "paper") })).toMatchObject({ mode: "paper" });
    expect(notices).toEqual([]);
  });

  it("is the one that runs where there are several, named in a notice", async () => {
    const paper = await held("paper");
    nodeFiles.makeDirectory(join(cache, "testnet"));
    expect(await findSession(nodeFiles, place)).toMatchObject({ directory: join(cache, "paper") });
    expect(notices).toEqual([`the session that runs in ${join(cache, "paper")} (--state DIR names another)`]);
    paper.release();
  });

  it("has to be named where two run: exit 2 with both directories", async () => {
    const locks = [await held("paper"), await held("testnet")];
    await expect(findSession(nodeFiles, place)).rejects.toMatchObject({
      code: "ambiguous_state",
      exitCode: 2,
      message: `several sessions run: ${join(cache, "paper")}, ${join(cache, "testnet")}`,
    });
    for (const lock of locks) lock.release();
  });

  it("is said to be starting, by whom and since when, while its executor has written nothing yet", async () => {
    for (const [mode, state, code] of [
      ["fresh", undefined, "state_missing"],
      ["begun", "journal", "journal_headless"],
    ] as const) {
      const directory = join(cache, mode);
      nodeFiles.makeDirectory(join(directory, state ?? ""));
      const lock = await acquireLock(directory, systemClock);
      const since = lock.ok ? new Date(lock.value.holder.sinceMs).toISOString().slice(0, 19) : "";
      const asked = findSession(nodeFiles, { ...place, state: directory });
      await expect(asked).rejects.toMatchObject({
        ...{ code, exitCode: 3, place: { fix: expect.stringContaining("Ask again in a few seconds") as string } },
        message: expect.stringMatching(
          `^process ${String(process.pid)} has been starting in ${directory} since ${since}.*: it has no state to show yet$`,
        ) as string,
      });
      if (lock.ok) lock.value.release();
    }
    const directory = join(cache, "fresh");
    await expect(findSession(nodeFiles, { ...place, state: directory })).rejects.toThrow(/no session has run/);
  });

  it("does not exist where nothing has run, nor in a directory without a journal: exit 3", async () => {
    const nowhere = { ...place, state: join(cache, "nowhere") };
    await expect(findSession(nodeFiles, nowhere)).rejects.toMatchObject({ code: "state_missing", exitCode: 3 });
    nodeFiles.makeDirectory(join(cache, "bare", "journal"));
    const bare = { ...place, state: join(cache, "bare") };
    await expect(findSession(nodeFiles, bare)).rejects.toMatchObject({ code: "journal_headless", exitCode: 3 });
  });
});
