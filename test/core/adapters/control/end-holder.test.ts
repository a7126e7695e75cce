import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endHolder } from "../../../../src/core/adapters/control/end-holder.js";
import { lockHolder, type LockHolder } from "../../../../src/core/adapters/system/lock.js";
import { processIdentity } from "../../../../src/core/adapters/system/process.js";
import { temporaryDirectory } from "./samples.js";

let directory = "";
let child: ChildProcess;

beforeEach(async () => {
  directory = temporaryDirectory();
  child = spawn(process.execPath, ["-e", "console.log('up'); setInterval(() => 0, 1000)"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(directory, { recursive: true, force: true });
});

const pid = (): number => child.pid!;
const ticks = (): string => processIdentity(pid())!.startTicks!;

function record(holder: object): void {
  writeFileSync(join(directory, "lock"), `${JSON.stringify({ sinceMs: 0, fencingToken: 1, ...holder })}\n`);
}

/** Whoever the record names was asked, and was silent. */
const endSilent = () => endHolder(directory, lockHolder(directory));

/** Linux: R, S or T; a process that was killed is Z or gone. */
function isAlive(): boolean {
  return /\) [RST] /.test(readFileSync(`/proc/${String(pid())}/stat`, "utf8"));
}

describe("ending the holder of a lock", () => {
  it("ends a stopped process whose pid and start time are the record's", async () => {
    record({ pid: pid(), startTicks: ticks() });
    child.kill("SIGSTOP");
    expect(endSilent()).toMatchObject({ ok: true, value: { pid: pid() } });
    if (child.signalCode === null) await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("touches nobody when the start time is one tick off: the pid belongs to another process now", () => {
    record({ pid: pid(), startTicks: String(Number(ticks()) - 1) });
    expect(endSilent()).toMatchObject({
      ok: false,
      error: expect.stringContaining("is not the one") as string,
    });
    expect(isAlive()).toBe(true);
  });

  it.each([
    ["has no start time", { pid: 0, startTicks: null }],
    ["has pid 0, which is a whole group", { pid: 0, startTicks: "1" }],
    ["has pid -1, which is everybody", { pid: -1, startTicks: "1" }],
    ["has pid 1", { pid: 1, startTicks: "1" }],
    ["has half a pid", { pid: 0.5, startTicks: "1" }],
    ["has a text for a pid", { pid: "12", startTicks: "1" }],
    ["is this very process", { pid: process.pid, startTicks: "1" }],
  ])("touches nobody when the record %s", (_what, holder) => {
    record(holder.pid === 0 && holder.startTicks === null ? { pid: pid(), startTicks: null } : holder);
    expect(endSilent().ok).toBe(false);
    expect(isAlive()).toBe(true);
  });

  it("touches nobody without a record, and is content when the holder is gone already", async () => {
    expect(endSilent()).toMatchObject({ ok: false });
    record({ pid: pid(), startTicks: ticks() });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(endSilent()).toMatchObject({ ok: true });
  });

  it.each([
    ["another process has it now", { pid: 4_000_000, startTicks: "7" }],
    ["the same process let go and took it again", { fencingToken: 0 }],
    ["the record could not be read when it was asked", null],
  ])("touches nobody when the silent one is not who holds the lock: %s", (_what, asked) => {
    record({ pid: pid(), startTicks: ticks() });
    const silent = asked === null ? null : { ...(lockHolder(directory) as LockHolder), ...asked };
    expect(endHolder(directory, silent)).toEqual({ ok: true, value: null });
    expect(isAlive()).toBe(true);
  });
});
