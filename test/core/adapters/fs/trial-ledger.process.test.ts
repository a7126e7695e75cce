import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openTrialLedger } from "../../../../src/core/adapters/fs/trial-ledger.js";

/** Records 50 runs of its own and 10 that every writer has. */
const writer = (path: string, name: string): string => `
  import { nodeFiles } from ${JSON.stringify(new URL("../../../../dist/core/adapters/fs/node-files.js", import.meta.url).href)};
  import { openTrialLedger } from ${JSON.stringify(new URL("../../../../dist/core/adapters/fs/trial-ledger.js", import.meta.url).href)};
  const ledger = openTrialLedger(nodeFiles, ${JSON.stringify(path)});
  const run = { kind: "manual", family: "momentum", universeHash: "u", atMs: 1, trials: 1, effectiveTrials: 1, barMs: 60000,
    sharpes: { count: 1, mean: 0.5, squaredDeviations: 0 } };
  for (let at = 0; at < 50; at++) ledger.record({ ...run, runId: ${JSON.stringify(name)} + at });
  for (let at = 0; at < 10; at++) ledger.record({ ...run, runId: "shared" + at });
`;

it("three processes that write at once lose nothing: 150 runs of their own and 10 that all of them have", async () => {
  const directory = mkdtempSync(join(tmpdir(), "hedge-trials-"));
  const path = join(directory, "trials.jsonl");
  const start = (name: string): Promise<unknown> =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", writer(path, name)], { timeout: 20_000 });
  await Promise.all(["a", "b", "c"].map(start));
  const ledger = openTrialLedger(nodeFiles, path);
  const ids = ledger.runs({ family: "momentum", universeHash: "u" }).map(({ runId }) => runId);
  expect(ids).toHaveLength(160);
  expect(new Set(ids).size).toBe(160);
  expect(ledger.unreadableLines()).toEqual([]);
  rmSync(directory, { recursive: true });
});
