import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openTrialLedger } from "../../../../src/core/adapters/fs/trial-ledger.js";
import { ledgerNotes } from "../../../../src/core/app/backtest/sweep/grade-job.js";

const folder = mkdtempSync(join(tmpdir(), "hedge-ledger-notes-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a ledger of trials with damaged lines", () => {
  it("counts the others, and a sweep names those it can't read", () => {
    const file = join(folder, "trials.jsonl");
    const ledger = openTrialLedger(nodeFiles, file);
    const key = { family: "momentum", universeHash: "u" };
    const sharpes = { count: 1, mean: 0.1, squaredDeviations: 0 };
    const run = { kind: "manual", ...key, atMs: 1, barMs: 1, trials: 1, effectiveTrials: 1, sharpes } as const;
    ledger.record({ runId: "a", ...run });
    expect(ledgerNotes(ledger)).toEqual([]);
    appendFileSync(file, '{"runId":"b","kind":\n\n???\n');
    ledger.record({ runId: "c", ...run });
    expect(ledger.runs(key).map(({ runId }) => runId)).toEqual(["a", "c"]);
    expect(ledgerNotes(ledger)).toEqual([
      "2 lines of trials.jsonl can't be read and are not counted: 2, 4. More was tried than is told.",
    ]);
  });
});
