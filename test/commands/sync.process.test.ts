import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { journalText } from "../support/crash-books.js";
import { openLab, type Lab } from "../support/crash-lab.js";
import { hedge } from "./hedge.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const SPAN = ["--from", "2023-01-25", "--to", "2023-02-08"];

let lab: Lab;
let cwd = "";

beforeAll(async () => {
  lab = openLab();
  cwd = mkdtempSync(join(tmpdir(), "hedge-sync-"));
  mkdirSync(join(cwd, "disk"));
  const played = await hedge(cwd, ["executor", "--config", lab.config, ...SPAN, "--cycles", "60", "--json"]);
  expect([played.exitCode, played.stderr]).toEqual([0, ""]);
}, 120_000);
afterAll(() => {
  lab.dispose();
  rmSync(cwd, { recursive: true });
});

const journalOf = (state: string): string => journalText(join(cwd, state));

async function json(
  words: readonly string[],
): Promise<{ exitCode: number | undefined; document: Record<string, unknown> }> {
  const { exitCode, stdout } = await hedge(cwd, [...words, "--json"]);
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
}

const target = ["--target", "file://disk/mirror"];

describe("the restore drill", () => {
  it("before the first sync: everything is missing, exit 4", async () => {
    const { exitCode, document } = await json(["sync", "status"]);
    expect(exitCode).toBe(4);
    expect(document).toMatchObject({
      schema: "hedge.sync/1",
      mode: "paper",
      target: null,
      epoch: null,
      mirroredSeq: 0,
    });
    expect(document["lag"]).toMatchObject({ seconds: null });
  });

  it("mirrors, restores on an empty directory, verifies, shows the same books, and is not traded on while its owner may be", async () => {
    const synced = await json(["sync", ...target, "--once"]);
    expect(synced.exitCode).toBe(0);
    expect(synced.document).toMatchObject({ epoch: 1, slot: expect.any(Number) as number, fenced: false });
    expect(synced.document["lag"]).toEqual({ records: 0, bytes: 0, seconds: 0 });
    const status = await json(["sync", "status"]);
    expect(status).toEqual({ exitCode: 0, document: synced.document });

    const restored = await json(["sync", "restore", ...target, "--to", "new"]);
    expect(restored.exitCode).toBe(0);
    expect(restored.document).toMatchObject({ schema: "hedge.sync-restore/1", tookOver: false, projected: true });
    expect(journalOf("new")).toBe(journalOf("cache/paper"));
    for (const name of ["positions.json", "risk_state.json", "orders.jsonl", "nav.jsonl", "risk_vetoes.jsonl"]) {
      expect(readFileSync(join(cwd, "new", name), "utf8")).toBe(readFileSync(join(cwd, "cache/paper", name), "utf8"));
    }
    expect((await json(["journal", "verify", "--state", "new"])).document).toMatchObject({ ok: true });
    const { document: books } = await json(["status", "--state", "new"]);
    const { document: origin } = await json(["status"]);
    expect({ ...books, alerts: [] }).toEqual({ ...origin, alerts: [] });

    const resumed = await json(["executor", "--config", lab.config, ...SPAN, "--state", "new", "--cycles", "20"]);
    expect([resumed.exitCode, resumed.document["code"]]).toEqual([8, "standby_replica"]);
    expect(journalOf("new")).toBe(journalOf("cache/paper"));
  }, 60_000);

  it("never overwrites: a directory with something in it is refused with exit 3", async () => {
    const { exitCode, document } = await json(["sync", "restore", ...target, "--to", "new"]);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ code: "target_not_empty", fix: "Name a new directory with --to." });
  });

  it("a restored directory that did not take over is refused as a second writer: exit 8", async () => {
    const { exitCode, document } = await json(["sync", ...target, "--once", "--state", "new"]);
    expect(exitCode).toBe(8);
    expect(document).toMatchObject({ code: "standby_replica" });
  });

  it("an absent place is named, with the remedy: exit 5", async () => {
    const sync = await json(["sync", "--once", "--target", "file://not/mounted"]);
    expect(sync.exitCode).toBe(5);
    expect(sync.document).toMatchObject({
      code: "target_absent",
      fix: `Is the disk mounted? Mount it, or make the directory: mkdir -p ${join(cwd, "not")}`,
    });
    const restore = await json(["sync", "restore", "--target", "file://nowhere", "--to", "other"]);
    expect(restore.exitCode).toBe(5);
    expect(restore.document).toMatchObject({ code: "target_absent" });
    expect(existsSync(join(cwd, "other"))).toBe(false);
    const noDisk = await json(["sync", "--once", "--target", "file:///proc/mirror"]);
    expect([noDisk.exitCode, noDisk.document["code"]]).toEqual([5, "target_refused"]);
    const bad = await json(["sync", "--target", "ftp://host/x"]);
    expect([bad.exitCode, bad.document["code"]]).toEqual([2, "invalid_value"]);
    const unnamed = await json(["sync", "--once", "--target", "file://"]);
    expect([unnamed.exitCode, unnamed.document["message"]]).toEqual([2, "--target file://: it names no directory"]);
  });
});

describe("a machine that is replaced", () => {
  it("its sync and its executor stop by themselves after the take-over, both refuse to start again, and the new one goes on", async () => {
    const slow = ["executor", "--config", lab.config, ...SPAN, "--speed", "36000"];
    const executor = hedge(cwd, [...slow, "--json"]);
    const daemon = hedge(cwd, ["sync", ...target, "--json"]);
    await sleep(3_000);
    const taken = await json(["sync", "restore", ...target, "--take-over", "--to", "taken"]);
    expect(taken.document).toMatchObject({ tookOver: true, epoch: 2 });
    const fenced = await daemon;
    expect([fenced.exitCode, (JSON.parse(fenced.stdout) as { code: string }).code]).toEqual([8, "fenced"]);
    const stopped = await executor;
    expect([stopped.exitCode, (JSON.parse(stopped.stdout) as { code: string }).code]).toEqual([8, "standby_fenced"]);
    expect(journalOf("cache/paper")).toContain('"type":"stop.requested"');
    expect(journalOf("cache/paper")).toContain('"reason":"fenced"');
    expect(journalOf("cache/paper").startsWith(journalOf("taken"))).toBe(true);

    expect((await json(slow)).document).toMatchObject({ code: "standby_fenced" });
    expect((await json(["sync", ...target, "--once"])).document).toMatchObject({ code: "standby_fenced" });
    const status = await json(["sync", "status"]);
    expect([status.exitCode, status.document["fenced"]]).toEqual([4, true]);

    const on = await json(["executor", "--config", lab.config, ...SPAN, "--state", "taken", "--cycles", "10"]);
    expect(on.exitCode).toBe(0);
    const synced = await json(["sync", ...target, "--once", "--state", "taken"]);
    expect(synced).toMatchObject({ exitCode: 0, document: { epoch: 2, fenced: false } });
    await json(["sync", "restore", ...target, "--to", "again"]);
    expect(journalOf("again")).toBe(journalOf("taken"));
  }, 90_000);
});

describe("a copy for readers", () => {
  it("has the same books, refuses an executor with exit 8, and is renewed", async () => {
    const follow = ["sync", "follow", ...target, "--to", "replica", "--once"];
    expect((await hedge(cwd, follow)).exitCode).toBe(0);
    expect(journalOf("replica")).toBe(journalOf("taken"));
    const there = await json(["positions", "--state", "replica"]);
    expect(there).toEqual(await json(["positions", "--state", "taken"]));
    const trading = await json(["executor", "--config", lab.config, ...SPAN, "--state", "replica"]);
    expect([trading.exitCode, trading.document["code"]]).toEqual([8, "standby_replica"]);
    expect((await hedge(cwd, follow)).exitCode).toBe(0);
    const other = await hedge(cwd, ["sync", "follow", ...target, "--to", "taken", "--once", "--json"]);
    expect(other.exitCode).toBe(3);
  }, 60_000);
});

describe("the ledger of a fund", () => {
  it("is mirrored beside the books and comes back with them, and its NAVs come out again there", async () => {
    const words = ["fund", "enter", "open", "--investor", "founder", "--config", lab.config, "--state", "taken"];
    expect((await hedge(cwd, words)).exitCode).toBe(0);
    const fund = ["--target", "file://disk/fund"];
    expect((await json(["sync", ...fund, "--once", "--state", "taken"])).exitCode).toBe(0);
    expect((await json(["sync", "restore", ...fund, "--to", "fund-back"])).exitCode).toBe(0);
    const ledger = "fund/000001.jsonl";
    expect(readFileSync(join(cwd, "fund-back", ledger), "utf8")).toBe(readFileSync(join(cwd, "taken", ledger), "utf8"));
    const told = await json(["fund", "ledger", "--state", "fund-back"]);
    expect(told).toMatchObject({ exitCode: 0, document: { ok: true, items: [{ type: "fund.opened" }] } });
  }, 60_000);
});

describe("a copy that is begun before the mirror", () => {
  it("waits for the first slot with a line that says so, then follows; a SIGTERM while it waits ends it with 143", async () => {
    mkdirSync(join(cwd, "disk/early"));
    const words = ["sync", "follow", "--target", "file://disk/early", "--to", "early"];
    const once = await json([...words, "--once"]);
    expect([once.exitCode, once.document["code"]]).toEqual([3, "mirror_empty"]);
    const start = () => {
      const child = spawn(process.execPath, [launcher, ...words], {
        cwd,
        env: { ...process.env, CI: "" },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      return { child, ended: new Promise((resolve) => child.once("exit", resolve)), said: () => said };
    };
    const waiting = start();
    await expect.poll(waiting.said, { timeout: 20_000 }).toContain("waiting for what `hedge sync` puts there");
    waiting.child.kill("SIGTERM");
    expect(await waiting.ended).toBe(143);
    const following = start();
    const synced = await json(["sync", "--state", "taken", "--target", "file://disk/early", "--once"]);
    expect(synced.exitCode).toBe(0);
    await expect.poll(() => journalOf("early"), { timeout: 30_000, interval: 200 }).toBe(journalOf("taken"));
    following.child.kill("SIGTERM");
    expect(await following.ended).toBe(143);
  }, 90_000);
});

describe("kill -9 of the daemon", () => {
  it("20 times at random while the executor writes: the restored bytes are the journal's", async () => {
    const state = "killed";
    const executor = hedge(cwd, [
      "executor",
      "--config",
      lab.config,
      ...SPAN,
      "--state",
      state,
      "--speed",
      "100000",
      "--json",
    ]);
    const writing = { isOver: false };
    void executor.then(() => (writing.isOver = true));
    const mirror = ["--target", "file://disk/killed"];
    for (let kill = 0; kill < 20 || !writing.isOver; kill++) {
      const words = ["sync", ...mirror, "--state", state];
      const child = spawn(process.execPath, [launcher, ...words], { cwd, stdio: "ignore" });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      // From before it has read anything to well into its rounds.
      await sleep(150 + ((kill * 397) % 1_100));
      child.kill("SIGKILL");
      await ended;
      expect(kill).toBeLessThan(200);
    }
    expect((await executor).exitCode).toBe(0);
    const last = await json(["sync", ...mirror, "--state", state, "--once"]);
    expect([last.exitCode, last.document["lag"]]).toEqual([0, { records: 0, bytes: 0, seconds: 0 }]);
    await json(["sync", "restore", ...mirror, "--to", "killed-restored"]);
    expect(journalOf("killed-restored")).toBe(journalOf(state));
    expect((await json(["journal", "verify", "--state", "killed-restored"])).document).toMatchObject({ ok: true });
  }, 120_000);

  it("a mirror whose last slots are gone: exit 9 with how many events are missing, and what is sound can be read", async () => {
    cpSync(join(cwd, "disk/killed"), join(cwd, "disk/cut"), { recursive: true });
    const slots = readdirSync(join(cwd, "disk/cut"), { recursive: true, encoding: "utf8" })
      .filter((path) => /\/seg\/\d+$/.test(path))
      .sort();
    expect(slots.length).toBeGreaterThan(2);
    for (const slot of slots.slice(-2)) rmSync(join(cwd, "disk/cut", slot));
    const cut = ["--target", "file://disk/cut"];
    const restored = await json(["sync", "restore", ...cut, "--to", "cut"]);
    expect([restored.exitCode, restored.document["code"]]).toEqual([9, "mirror_broken"]);
    const said = /knows? event (\d+), its journal ends at (\d+): (\d+) events are missing/.exec(
      String(restored.document["message"]),
    );
    const [known, end, missing] = (said ?? []).slice(1).map(Number);
    expect(known).toBe((end ?? 0) + (missing ?? 0));
    expect(journalOf("killed").startsWith(journalOf("cut"))).toBe(true);
    const verified = await json(["journal", "verify", "--state", "cut"]);
    expect(verified.document).toMatchObject({ ok: true, events: end });
    const status = await json(["status", "--state", "cut"]);
    expect(JSON.stringify(status.document["alerts"])).not.toContain("journal_damaged");
    const trading = await json(["executor", "--config", lab.config, ...SPAN, "--state", "cut"]);
    expect([trading.exitCode, trading.document["code"]]).toEqual([8, "standby_replica"]);
    const followed = await json(["sync", "follow", ...cut, "--to", "cut-followed", "--once"]);
    expect([followed.exitCode, followed.document["code"]]).toEqual([9, "mirror_broken"]);
  }, 60_000);

  it("a copied directory is another writer: exit 8, and the mirror stays as it is", async () => {
    cpSync(join(cwd, "killed"), join(cwd, "copied"), { recursive: true });
    const copied = await json(["sync", "--state", "copied", "--target", "file://disk/killed", "--once"]);
    expect([copied.exitCode, copied.document["code"]]).toEqual([8, "mirror_held"]);
  });
});

describe("a service that is started before its executor", () => {
  it("waits for the first line, then mirrors it; a SIGTERM while it waits ends it with 143", async () => {
    const state = "later";
    const start = () => {
      const words = ["sync", "--state", state, "--target", "file://disk/later"];
      const child = spawn(process.execPath, [launcher, ...words], { cwd, stdio: "ignore" });
      return { child, ended: new Promise((resolve) => child.once("exit", resolve)) };
    };
    const waiting = start();
    await sleep(2_500);
    waiting.child.kill("SIGTERM");
    expect(await waiting.ended).toBe(143);
    const kept = start();
    const trade = ["executor", "--config", lab.config, ...SPAN, "--state", state, "--cycles", "40", "--json"];
    const played = await hedge(cwd, trade);
    expect(played.exitCode).toBe(0);
    let mirrored: unknown = 0;
    for (let tries = 0; tries < 60 && mirrored === 0; tries++) {
      await sleep(500);
      mirrored = (await json(["sync", "status", "--state", state])).document["mirroredSeq"];
    }
    expect(mirrored).toBeGreaterThan(0);
    kept.child.kill("SIGTERM");
    expect(await kept.ended).toBe(143);
  }, 90_000);
});
