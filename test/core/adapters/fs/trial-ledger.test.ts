import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openTrialLedger } from "../../../../src/core/adapters/fs/trial-ledger.js";
import type { TrialRun } from "../../../../src/core/ports/trial-ledger.js";

const key = { family: "momentum", universeHash: "u1" };
const sweep: TrialRun = {
  ...key,
  runId: "sweep-1",
  kind: "sweep",
  atMs: 1_700_000_000_000,
  trials: 5775,
  effectiveTrials: 14.5,
  barMs: 3_600_000,
  sharpes: { count: 5775, mean: 0.001, squaredDeviations: 0.4 },
};

let directory = "";
let path = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-trials-"));
  path = join(directory, "state", "trials.jsonl");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const open = (): ReturnType<typeof openTrialLedger> => openTrialLedger(nodeFiles, path);

describe("the trial ledger", () => {
  it("keeps runs over a restart, apart by family and universe, in a file only its owner reads", () => {
    const manual: TrialRun = { ...sweep, runId: "run-1", kind: "manual", trials: 1, effectiveTrials: 1 };
    const elsewhere: TrialRun = { ...sweep, universeHash: "u2" };
    for (const run of [sweep, manual, elsewhere, { ...sweep, family: "vol_target" }]) {
      expect(open().record(run)).toBe(true);
    }
    expect(open().runs(key)).toEqual([sweep, manual]);
    expect(open().runs({ ...key, universeHash: "u2" })).toEqual([elsewhere]);
    expect(open().runs({ ...key, universeHash: "u3" })).toEqual([]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(5);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("counts a run once, however often it is recorded; a resumed sweep with more trials takes the place of its part", () => {
    const part: TrialRun = { ...sweep, trials: 1000, effectiveTrials: 9 };
    expect(open().record(part)).toBe(true);
    expect(open().record(part)).toBe(false);
    expect(open().record(sweep)).toBe(true);
    expect(open().record(sweep)).toBe(false);
    expect(open().record(part)).toBe(false);
    expect(open().runs(key)).toEqual([sweep]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
  });

  it("leaves out what a crash left of a line, at every byte, and doesn't lose the run that comes after it", () => {
    open().record(sweep);
    const line = readFileSync(path, "utf8");
    const later: TrialRun = { ...sweep, runId: "sweep-2" };
    for (let length = 1; length < line.length - 1; length += 7) {
      nodeFiles.truncate(path, 0);
      appendFileSync(path, line + line.slice(0, length));
      expect(open().runs(key)).toEqual([sweep]);
      expect(open().unreadableLines()).toEqual([2]);
      expect(open().record(later)).toBe(true);
      expect(open().runs(key)).toEqual([sweep, later]);
      expect(open().unreadableLines()).toEqual([2]);
    }
  });

  it("reads a last line that lacks only its end, and ends it before the next", () => {
    open().record(sweep);
    nodeFiles.truncate(path, readFileSync(path).length - 1);
    expect(open().runs(key)).toEqual([sweep]);
    open().record({ ...sweep, runId: "sweep-2" });
    expect(open().runs(key)).toHaveLength(2);
    expect(open().unreadableLines()).toEqual([]);
  });

  it("has no runs where there is no file, and refuses a run without a trial or with a figure that is no number", () => {
    expect(open().runs(key)).toEqual([]);
    expect(open().unreadableLines()).toEqual([]);
    expect(() => open().record({ ...sweep, trials: 0 })).toThrow("trials");
    expect(() => open().record({ ...sweep, sharpes: { ...sweep.sharpes, mean: Number.NaN } })).toThrow("mean");
    expect(open().runs(key)).toEqual([]);
  });
});
