import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Books, booksOf, journalLines } from "../support/crash-books.js";
import { nameOf, troubleAfter } from "../support/crash-kills.js";
import { inLanes } from "../support/crash-lanes.js";
import { executorWords, type Fault, openLab, Restarter, runFaulty, startHedge } from "../support/crash-lab.js";

const lab = openLab();
const restarters = [new Restarter(lab), new Restarter(lab)];
let counts: Record<string, number> = {};
let reference: Books = {};

beforeAll(async () => {
  const state = lab.path("uninterrupted");
  await runFaulty(lab, { state, counts: lab.path("counts.json") });
  counts = JSON.parse(readFileSync(lab.path("counts.json"), "utf8")) as Record<string, number>;
  reference = booksOf(state, await restarters[0]!.restart(state));
});

afterAll(async () => {
  await Promise.all(restarters.map((restarter) => restarter.stop()));
  spawnSync("umount", [lab.path("small")]);
  lab.dispose();
});

/** The code that a system gives for such a call; null where a call can't fail for want of room or a broken disk. */
function codeFor(site: string): string | null {
  if (/sync /.test(site)) return "EIO";
  return /^(write|open|make|rename)/.test(site) ? "ENOSPC" : null;
}

async function failAndRestart(fault: Fault, restarter: Restarter, index: number): Promise<readonly string[]> {
  const state = lab.path(`state-${String(index)}`);
  const ended = await runFaulty(lab, { state, faults: [fault] });
  const told = ended.stderr;
  const place = `${nameOf(fault)}: `;
  const expected = [lab.directory, fault.code ?? "", "start again", "Nothing more was sent"];
  const missing = expected.filter((words) => !told.includes(words));
  const silent = missing.map((words) => `${place}says nothing of "${words}" but ${told}`);
  const wrong = ended.exitCode === 3 ? silent : [`${place}exit ${String(ended.exitCode)} ${told}`, ...silent];
  const trouble = await troubleAfter(state, restarter, reference);
  rmSync(state, { recursive: true, force: true });
  return [...wrong, ...trouble.map((what) => place + what)];
}

describe("a disk that refuses", () => {
  it("ends the session with exit 3, the path and the remedy at every write, open, rename (ENOSPC) and sync (EIO), and a restart gives the same books", async () => {
    const plan: Fault[] = Object.entries(counts).flatMap(([site, count]) => {
      const code = codeFor(site);
      const occurrence = Math.ceil(count / 2);
      return code === null ? [] : [{ site, occurrence, when: "fail" as const, code, lasting: true }];
    });
    expect(plan.length).toBeGreaterThanOrEqual(30);
    const troubles = await inLanes(plan, restarters, failAndRestart);
    expect(troubles.flat()).toEqual([]);
  }, 300_000);

  it("never reads the half line of a write that took half of its bytes before ENOSPC", async () => {
    const occurrence = Math.ceil((counts["write journal/segment"] ?? 0) / 2);
    const site = "write journal/segment";
    const state = lab.path("short");
    const ended = await runFaulty(lab, {
      state,
      faults: [
        { site, occurrence, when: "short" },
        { site, occurrence: occurrence + 1, when: "fail", code: "ENOSPC", lasting: true },
      ],
    });
    expect(ended.exitCode).toBe(3);
    expect(await troubleAfter(state, restarters[0]!, reference)).toEqual([]);
    expect(resumptions(state)).toEqual([expect.objectContaining({ cutBytes: expect.any(Number) as number })]);
    expect(resumptions(state)[0]?.cutBytes).toBeGreaterThan(0);
  });

  it("names segment, code and remedy on the command line, and as one document with --json", async () => {
    const fault: Fault = { site: "background fdatasync journal/segment", occurrence: 1, when: "fail", code: "EIO" };
    const states = [lab.path("told"), lab.path("told-json")] as const;
    const plain = await startHedge(lab, executorWords(lab, states[0]), { state: states[0], faults: [fault] }).ended;
    const words = executorWords(lab, states[1], "--json");
    const asJson = await startHedge(lab, words, { state: states[1], faults: [fault] }).ended;
    expect([plain.exitCode, asJson.exitCode]).toEqual([3, 3]);
    expect(plain.stderr).toMatch(/journal\s+could\s+not\s+sync[\s\S]*EIO[\s\S]*fix:/);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      schema: "hedge.error/1",
      mode: "paper",
      code: "journal_unwritable",
      file: expect.stringContaining("/journal/0000") as string,
      fix: expect.stringContaining("mend or replace") as string,
    });
    expect(await troubleAfter(states[0], restarters[0]!, reference)).toEqual([]);
  });

  it.skipIf(!canMount())(
    "goes on with the same books once a really full disk (tmpfs of 2 MB) has room again",
    async () => {
      const disk = lab.path("small");
      const filler = `${disk}/filler`;
      const state = `${disk}/state`;
      mkdirSync(disk);
      expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]).status).toBe(0);
      writeFileSync(filler, Buffer.alloc(1_400_000));
      const full = await startHedge(lab, executorWords(lab, state, "--json")).ended;
      expect(full.exitCode).toBe(3);
      expect(JSON.parse(full.stdout)).toMatchObject({
        message: expect.stringContaining("ENOSPC") as string,
        file: expect.stringContaining(state) as string,
        fix: expect.stringContaining("Make room") as string,
      });
      const stillFull = await startHedge(lab, executorWords(lab, state)).ended;
      expect(stillFull.exitCode).toBe(3);
      rmSync(filler);
      expect(spawnSync("mount", ["-o", "remount,size=32m", disk]).status).toBe(0);
      expect(await troubleAfter(state, restarters[0]!, reference)).toEqual([]);
    },
  );
});

function resumptions(state: string): readonly { readonly cutBytes: number }[] {
  return journalLines(state)
    .filter((line) => line.includes('"type":"session.resumed"'))
    .map((line) => JSON.parse(line) as { cutBytes: number });
}

/** Mounting needs root, and a container may still forbid it. */
function canMount(): boolean {
  const probe = lab.path("probe");
  mkdirSync(probe);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]).status === 0;
  if (mounted) spawnSync("umount", [probe]);
  return mounted;
}
