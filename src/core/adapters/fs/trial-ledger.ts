import { dirname } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../../lib/canonical-json.js";
import type { Files } from "../../ports/files.js";
import type { TrialLedger, TrialRun } from "../../ports/trial-ledger.js";

const name = z.string().min(1).max(200);
const count = z.number().int().min(0);

const trialRun: z.ZodType<TrialRun> = z.strictObject({
  runId: name,
  kind: z.enum(["sweep", "walkforward", "manual"]),
  family: name,
  universeHash: name,
  atMs: count,
  trials: count.min(1),
  effectiveTrials: z.number().min(1),
  barMs: count.min(1),
  sharpes: z.strictObject({ count, mean: z.number(), squaredDeviations: z.number().min(0) }),
});

interface Contents {
  readonly runs: readonly TrialRun[];
  readonly unreadable: readonly number[];
  /** Whether the last line was written to its end. */
  readonly whole: boolean;
}

/**
 * Trials in a file of JSON lines. Each record is one write to a file opened for appending, so writers in several
 * processes never mix their bytes and need no lock. What a crash left of a line is closed off by the next writer (it
 * begins a new line) and left out by readers: cutting it away could cut what another process is writing.
 *
 * Errors:  what the file system says, with the path; ZodError on a run that isn't one.
 */
export function openTrialLedger(files: Files, path: string): TrialLedger {
  return {
    record(run) {
      const line = canonicalJson(trialRun.parse(run));
      const { runs, whole } = readLedger(files, path);
      const known = runs.some((other) => isSameRun(other, run) && other.trials >= run.trials);
      if (known) return false;
      files.makeDirectory(dirname(path));
      const file = files.openAppend(path);
      try {
        file.write(Buffer.from(`${whole ? "" : "\n"}${line}\n`, "utf8"));
        file.syncNow();
      } finally {
        file.close();
      }
      return true;
    },
    runs({ family, universeHash }) {
      const ofKey = readLedger(files, path).runs.filter(
        (run) => run.family === family && run.universeHash === universeHash,
      );
      const byId = new Map<string, TrialRun>();
      for (const run of ofKey) {
        const before = byId.get(run.runId);
        if (before === undefined || run.trials > before.trials) byId.set(run.runId, run);
      }
      return [...byId.values()];
    },
    unreadableLines: () => readLedger(files, path).unreadable,
  };
}

function isSameRun(a: TrialRun, b: TrialRun): boolean {
  return a.runId === b.runId && a.family === b.family && a.universeHash === b.universeHash;
}

function readLedger(files: Files, path: string): Contents {
  const text = files.readText(path) ?? "";
  const runs: TrialRun[] = [];
  const unreadable: number[] = [];
  text.split("\n").forEach((line, at) => {
    if (line === "") return;
    const run = readLine(line);
    if (run === null) unreadable.push(at + 1);
    else runs.push(run);
  });
  return { runs, unreadable, whole: text === "" || text.endsWith("\n") };
}

function readLine(line: string): TrialRun | null {
  try {
    return trialRun.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
