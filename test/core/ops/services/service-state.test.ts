import { describe, expect, it } from "vitest";
import { supervisorStates, systemdStates } from "../../../../src/core/ops/services/service-state.js";

describe("what supervisorctl status prints", () => {
  it("is read line by line, in a group or not; what is missing is not installed", () => {
    const printed = [
      "hedge-dashboard                  BACKOFF   Exited too quickly (process log may have details)",
      "hedge:hedge-executor             RUNNING   pid 3736, uptime 0:00:05",
    ].join("\n");
    expect(supervisorStates(printed)).toEqual([
      { name: "hedge-executor", state: "running", pid: 3736, detail: "RUNNING pid 3736, uptime 0:00:05" },
      {
        name: "hedge-dashboard",
        state: "starting",
        pid: null,
        detail: "BACKOFF Exited too quickly (process log may have details)",
      },
      { name: "hedge-sync", state: "not_installed", pid: null, detail: "supervisor does not know it" },
    ]);
  });

  it.each([
    ["EXITED", "finished"],
    ["STOPPED", "stopped"],
    ["FATAL", "failed"],
    ["STARTING", "starting"],
    ["SOMETHING", "unknown"],
  ])("%s is %s", (word, state) => {
    expect(supervisorStates(`hedge-sync   ${word}   Nov 23 04:27 PM`)[2]).toMatchObject({ state, pid: null });
  });
});

describe("what systemctl show prints", () => {
  const block = (id: string, changes: Record<string, string>): string =>
    Object.entries({
      ...{ Id: `${id}.service`, LoadState: "loaded", ActiveState: "active", SubState: "running", MainPID: "12" },
      ...{ ExecMainStatus: "0", NRestarts: "0", ...changes },
    })
      .map(([key, value]) => `${key}=${value}`)
      .join("\n");

  it("is read block by block, with the last exit and the restarts", () => {
    const shown = [
      block("hedge-executor", { NRestarts: "3" }),
      block("hedge-dashboard", { ActiveState: "failed", SubState: "failed", MainPID: "0", ExecMainStatus: "2" }),
      block("hedge-sync", { LoadState: "not-found", ActiveState: "inactive", SubState: "dead", MainPID: "0" }),
    ].join("\n\n");
    expect(systemdStates(shown)).toEqual([
      { name: "hedge-executor", state: "running", pid: 12, detail: "active (running), 3 restarts" },
      { name: "hedge-dashboard", state: "failed", pid: null, detail: "failed (failed), last exit 2" },
      { name: "hedge-sync", state: "not_installed", pid: null, detail: "no such unit" },
    ]);
  });

  it("an executor that ended by itself is no failure, one that was refused is", () => {
    const dead = { ActiveState: "inactive", SubState: "dead", MainPID: "0" };
    expect(systemdStates(block("hedge-executor", dead))[0]).toMatchObject({ state: "stopped" });
    expect(systemdStates(block("hedge-executor", { ...dead, ExecMainStatus: "8" }))[0]).toMatchObject({
      state: "failed",
    });
    expect(systemdStates("")[0]).toMatchObject({ state: "unknown" });
  });
});
