import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { journalDirectory, journalEvents } from "../../src/core/app/session-state.js";
import { bodyOf } from "../../src/core/engine/replay.js";
import { emptyTail, segmentPaths } from "../../src/core/journal/read.js";
import { JournalWriter } from "../../src/core/journal/writer.js";
import { runInProcess } from "../support/crash-in-process.js";
import { dueShare, killPlan, nameOf, survived } from "../support/crash-kills.js";
import { inLanes } from "../support/crash-lanes.js";
import { type Fault, openLab, SPAN, startHedge } from "../support/crash-lab.js";
import { requireSame, started } from "../support/snapshot-lab.js";

const lab = openLab();
const target = `file://${lab.path("mirror")}`;
const live = lab.path("live");

interface Told {
  readonly exitCode: number | null;
  readonly document: Record<string, unknown>;
}

async function hedge(...words: readonly string[]): Promise<Told> {
  const { exitCode, stdout } = await startHedge(lab, [...words, "--json"]).ended;
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
}

/** What happened in a paper session, told as one of testnet: only its mode is another. */
async function tellAgain(paper: string, state: string): Promise<void> {
  const place = { files: nodeFiles, directory: journalDirectory(state), clock: systemClock };
  const journal = new JournalWriter(
    { ...place, mode: "testnet", segmentBytes: 65_536, syncEveryMs: 1_000 },
    emptyTail(),
  );
  for (const event of journalEvents(paper, nodeFiles, "paper")) {
    if (event.type !== "session.ended") journal.append(bodyOf(event), event.correlationId);
  }
  await journal.close();
}

const contents = (state: string): readonly string[] =>
  segmentPaths(nodeFiles, journalDirectory(state)).map((path) =>
    Buffer.from(nodeFiles.readBytes(path) ?? []).toString("utf8"),
  );
const names = (state: string, ending: string): readonly string[] =>
  readdirSync(journalDirectory(state))
    .filter((name) => name.endsWith(ending))
    .sort();

let [whole, wanted]: [readonly string[], unknown] = [[], null];
beforeAll(async () => {
  mkdirSync(lab.path("mirror"));
  await runInProcess({ config: lab.config, state: lab.path("paper"), ...SPAN });
  await tellAgain(lab.path("paper"), live);
  whole = contents(live);
  wanted = started(live, "testnet").books;
  expect(whole.length).toBeGreaterThan(8);
  expect((await hedge("sync", "--state", live, "--target", target, "--once")).exitCode).toBe(0);
}, 120_000);
afterAll(() => {
  lab.dispose();
});

describe("retention", () => {
  it("takes the segments off the disk that the mirror gave back, all but the first, one full one and the current one", async () => {
    const { exitCode, document } = await hedge("sync", "prune", "--state", live, "--keep", "1");
    expect([exitCode, document["schema"]]).toEqual([0, "hedge.sync-prune/1"]);
    expect(names(live, ".away")).toHaveLength(whole.length - 3);
    expect(names(live, ".jsonl")).toEqual(["000001.jsonl", ...names(live, ".jsonl").slice(1)]);
    expect(names(live, ".jsonl")).toHaveLength(3);
    expect(document["historyFromSeq"]).toBe(
      1 + whole.slice(0, -2).reduce((sum, segment) => sum + segment.split("\n").length - 1, 0),
    );
    expect((await hedge("sync", "prune", "--state", live, "--keep", "1")).document).toMatchObject({ pruned: [] });
  });

  it("leaves a start that knows all that it knew", () => {
    const found = started(live, "testnet");
    expect(found.snapshotSeq).toBeGreaterThan(0);
    requireSame(found.books, wanted);
  });

  it("goes on mirroring, packing and telling how it stands", async () => {
    expect((await hedge("sync", "--state", live, "--once")).document).toMatchObject({ lag: { records: 0 } });
    expect((await hedge("journal", "compact", "--state", live)).exitCode).toBe(0);
    expect((await hedge("halt", "--state", live, "--reason", "a test")).exitCode).toBe(0);
    expect((await hedge("sync", "--state", live, "--once")).document).toMatchObject({ lag: { records: 0 } });
    const status = await hedge("status", "--state", live);
    expect(status.document).toMatchObject({ tradingState: "HALTED", mode: "testnet" });
    expect(JSON.stringify(status.document)).not.toContain("journal_damaged");
  });

  it("says where history begins to who looks further back, and what brings it back", async () => {
    for (const words of [["journal", "verify"], ["replay"], ["status", "--at", "2023-02-01"]]) {
      const { exitCode, document } = await hedge(...words, "--state", live);
      expect([words, exitCode, document["code"]]).toEqual([words, 3, "journal_away"]);
      expect(document["fix"]).toContain("hedge sync fetch");
    }
    const doctor = await hedge("doctor", "--state", live, "--config", lab.config);
    const rows = doctor.document["checks"] as readonly { id: string; status: string; detail: string }[];
    expect(rows.find(({ id }) => id === "journal.chain")).toMatchObject({ status: "pass" });
    expect(rows.find(({ id }) => id === "journal.chain")?.detail).toContain("lie in the mirror alone");
  });

  it("after an upgrade says that the bytes have to be back before anything goes on, and by which commands", async () => {
    const other = lab.path("upgraded");
    cpSync(live, other, { recursive: true });
    const snapshot = readFileSync(join(other, "books.snapshot"));
    const at = snapshot.indexOf(10);
    const header = snapshot
      .subarray(0, at)
      .toString()
      .replace(/"codeHash":"\w{8}/, '"codeHash":"00000000');
    writeFileSync(join(other, "books.snapshot"), Buffer.concat([Buffer.from(header), snapshot.subarray(at)]));
    expect(() => started(other, "testnet")).toThrow(
      "the snapshot that stands for them can't be used: other code wrote it",
    );
    const { exitCode, document } = await hedge("halt", "--state", other, "--reason", "a test");
    expect([exitCode, document["code"]]).toEqual([3, "journal_away"]);
    const place = `--state ${other}`;
    expect(document["fix"]).toBe(
      `Run \`hedge sync fetch ${place}\`, then \`hedge journal compact ${place}\`, then this again.`,
    );
    const status = await hedge("status", "--state", other);
    expect(JSON.stringify(status.document["alerts"])).toContain("can't be used: other code wrote it");
    expect((await hedge("sync", "fetch", "--state", other)).exitCode).toBe(0);
    expect((await hedge("journal", "compact", "--state", other)).exitCode).toBe(0);
    const wantedHere = started(live, "testnet");
    const again = started(other, "testnet");
    expect([again.seq, again.snapshotSeq]).toEqual([wantedHere.seq, wantedHere.snapshotSeq]);
    rmSync(other, { recursive: true });
  });

  it("brings every byte back", async () => {
    const { document } = await hedge("sync", "fetch", "--state", live);
    expect(document["fetched"]).toHaveLength(whole.length - 3);
    expect(contents(live).slice(0, -1)).toEqual(whole.slice(0, -1));
    expect(names(live, ".away")).toEqual([]);
    expect((await hedge("journal", "verify", "--state", live)).document).toMatchObject({ ok: true });
    expect((await hedge("sync", "fetch", "--state", live)).document).toMatchObject({ fetched: [] });
  });

  it("takes nothing where one byte of the mirror is another: exit 9", async () => {
    const bad = lab.path("bad-mirror");
    cpSync(lab.path("mirror"), bad, { recursive: true });
    const slots = readdirSync(bad, { recursive: true, encoding: "utf8" }).filter((name) => /seg\/\d+$/.test(name));
    const slot = join(bad, slots.sort()[1] ?? "");
    const bytes = readFileSync(slot);
    bytes[bytes.length - 60]! ^= 1;
    writeFileSync(slot, bytes);
    const { exitCode, document } = await hedge(
      "sync",
      "prune",
      "--state",
      live,
      "--keep",
      "1",
      "--target",
      `file://${bad}`,
    );
    expect([exitCode, document["code"]]).toEqual([9, "mirror_broken"]);
    expect(names(live, ".away")).toEqual([]);
  });

  it("is refused in paper: each start reads the whole journal there", async () => {
    const { exitCode, document } = await hedge("sync", "prune", "--state", lab.path("paper"), "--target", target);
    expect([exitCode, document["code"]]).toEqual([2, "prune_refused"]);
  });
});

describe.each(["prune", "fetch"] as const)(
  "SIGKILL at every system call with which `hedge sync %s` changes a state directory, the first time it makes it",
  (verb) => {
    const words = (state: string): readonly string[] => [
      "sync",
      verb,
      "--state",
      state,
      "--target",
      target,
      ...(verb === "prune" ? ["--keep", "1"] : []),
    ];
    const fetched = (state: string): readonly string[] => ["sync", "fetch", "--state", state, "--target", target];
    const from = lab.path(`before-${verb}`);
    let before: unknown = null;
    let bytes: readonly string[] = [];

    beforeAll(async () => {
      cpSync(live, from, { recursive: true });
      bytes = contents(from);
      before = started(from, "testnet").books;
      if (verb === "fetch") await hedge("sync", "prune", "--state", from, "--target", target, "--keep", "1");
    }, 60_000);

    async function killAndLook(fault: Fault, _lane: number, index: number): Promise<readonly string[]> {
      const state = lab.path(`${verb}-${String(index)}`);
      cpSync(from, state, { recursive: true });
      const ended = await startHedge(lab, words(state), { state, faults: [fault] }).ended;
      const alive = survived(fault, ended);
      if (alive.length > 0) return alive;
      requireSame(started(state, "testnet").books, before);
      for (const again of [words(state), fetched(state)]) {
        const { exitCode, stderr } = await startHedge(lab, again).ended;
        if (exitCode !== 0) return [`${nameOf(fault)}: ${again.join(" ")}: ${stderr}`];
      }
      requireSame(contents(state), bytes);
      requireSame(started(state, "testnet").books, before);
      const left = names(state, ".away");
      rmSync(state, { recursive: true });
      return left.map((name) => `${nameOf(fault)}: ${name} is left`);
    }

    it("loses no byte, leaves a start that knows the same, and goes on when it is run again", async () => {
      const counted = lab.path(`counted-${verb}`);
      cpSync(from, counted, { recursive: true });
      const counts = lab.path(`counts-${verb}.json`);
      await startHedge(lab, words(counted), { state: counted, faults: [], counts }).ended;
      const sites = JSON.parse(readFileSync(counts, "utf8")) as Record<string, number>;
      expect(Object.keys(sites).filter((site) => site.includes("segment.away"))).not.toEqual([]);
      const troubles = await inLanes(
        dueShare(killPlan(sites).filter(({ occurrence }) => occurrence === 1)),
        [1, 2],
        killAndLook,
      );
      expect(troubles.flat()).toEqual([]);
    }, 600_000);
  },
);
