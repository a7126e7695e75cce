import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { journalCompact } from "../../src/core/app/journal-compact/journal-compact.js";
import { verifyJournal } from "../../src/core/journal/verify.js";
import { dueShare, killPlan, nameOf, survived } from "../support/crash-kills.js";
import { runInProcess } from "../support/crash-in-process.js";
import { inLanes } from "../support/crash-lanes.js";
import { type Fault, openLab, SPAN, startHedge } from "../support/crash-lab.js";
import { requireSame, started } from "../support/snapshot-lab.js";

const SEGMENTS = 6;
const lab = openLab();
const words = (state: string): readonly string[] => ["journal", "compact", "--state", state];
let counts: Record<string, number> = {};

beforeAll(async () => {
  await runInProcess({ config: lab.config, state: lab.path("session"), ...SPAN });
  const state = copy("uninterrupted");
  const plan = { state, faults: [], counts: lab.path("counts.json") };
  expect(await startHedge(lab, words(state), plan).ended).toMatchObject({ exitCode: 0, stderr: "" });
  counts = JSON.parse(readFileSync(lab.path("counts.json"), "utf8")) as Record<string, number>;
});
afterAll(() => {
  lab.dispose();
});

/** The first segments of the session, as an executor that died left them. */
function copy(name: string): string {
  const state = lab.path(name);
  mkdirSync(join(state, "journal"), { recursive: true });
  const names = readdirSync(lab.path("session/journal")).sort().slice(0, SEGMENTS);
  for (const segment of names) cpSync(lab.path(`session/journal/${segment}`), join(state, "journal", segment));
  return state;
}

function contentsOf(state: string): readonly (string | undefined)[] {
  return Array.from({ length: SEGMENTS }, (_, index) =>
    nodeFiles.readBytes(join(state, "journal", `${String(index + 1).padStart(6, "0")}.jsonl`)),
  ).map((bytes) => (bytes === null ? undefined : Buffer.from(bytes).toString("utf8")));
}

async function killAndLook(fault: Fault, _lane: number, index: number): Promise<readonly string[]> {
  const state = copy(`state-${String(index)}`);
  const ended = await startHedge(lab, words(state), { state, faults: [fault] }).ended;
  const trouble = survived(fault, ended);
  if (trouble.length > 0) return trouble;
  const [before, wanted] = [contentsOf(copy(`plain-${String(index)}`)), started(lab.path("plain-" + String(index)))];
  requireSame(contentsOf(state), before);
  requireSame(started(state).books, wanted.books);
  const again = await journalCompact({ state, notice: () => undefined });
  requireSame(contentsOf(state), before);
  const after = started(state);
  requireSame(after.books, wanted.books);
  const left = readdirSync(join(state, "journal"))
    .filter((name) => name !== "lock")
    .sort();
  const isWhole =
    again.snapshot !== null &&
    after.snapshotSeq === again.snapshot.seq &&
    verifyJournal(nodeFiles, join(state, "journal")).ok;
  rmSync(state, { recursive: true });
  return isWhole && left.length === SEGMENTS ? [] : [`${nameOf(fault)}: ${left.join(" ")}`];
}

describe("SIGKILL at every system call with which `hedge journal compact` changes a state directory", () => {
  it("has a journal to pack: 4 of 6 segments and a snapshot at the end of the fifth, in 12 kinds of call or more", () => {
    const names = readdirSync(lab.path("uninterrupted/journal"));
    expect(names.filter((name) => name.endsWith(".gz"))).toHaveLength(4);
    expect(Object.keys(counts).filter((site) => site.includes("segment.gz"))).not.toEqual([]);
    expect(Object.keys(counts).filter((site) => site.includes("books.snapshot"))).not.toEqual([]);
    expect(Object.keys(counts).length).toBeGreaterThanOrEqual(12);
  });

  it("leaves a whole journal, a start that knows the same, and goes on when it is run again", async () => {
    const plan = dueShare(killPlan(counts));
    const troubles = await inLanes(plan, [1, 2], killAndLook);
    expect(troubles.flat()).toEqual([]);
  }, 600_000);
});
