import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  chunkFiles,
  lasting,
  resultBytes,
  startBacktest,
  sweepFolder,
  until,
  parsed,
  SMALL_SWEEP,
} from "../support/sweep-process.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-resume-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const begin = (state: string, ...words: readonly string[]) =>
  startBacktest(cwd, [...SMALL_SWEEP, "--state", join(cwd, state), ...words, "--json"]);
const goOn = (state: string, id: string, ...words: readonly string[]) =>
  startBacktest(cwd, ["sweep", "--resume", id, "--state", join(cwd, state), ...words, "--json"]);

let whole: Record<string, unknown> = {};
beforeAll(async () => {
  whole = parsed(await begin("whole"));
});

describe("a sweep that was ended before its end", { timeout: 120_000 }, () => {
  it.each([
    ["SIGINT", 130],
    ["SIGKILL", undefined],
  ] as const)("by %s goes on with --resume to the same results", async (signal, exitCode) => {
    const running = begin(signal);
    const folder = (): string | null => sweepFolder(join(cwd, signal));
    const isBegun = (): boolean => existsSync(join(folder() ?? cwd, "sweep-manifest.json"));
    await until(isBegun, "the manifest");
    running.kill(signal);
    const ended = await running;
    expect(ended.exitCode).toBe(exitCode);
    const id = basename(folder()!);
    if (signal === "SIGINT") {
      const command = `hedge backtest sweep --resume ${id} --state ${join(cwd, signal)}`;
      expect(parsed(ended)).toMatchObject({ code: "interrupted", value: id, fix: command });
    }
    const resumed = await goOn(signal, id);
    expect([resumed.exitCode, resumed.stderr]).toEqual([0, expect.stringContaining("survivorship-biased")]);
    expect(lasting(parsed(resumed))).toEqual(lasting(whole));
    expect(resultBytes(join(cwd, signal)).equals(resultBytes(join(cwd, "whole")))).toBe(true);
  });

  it("is not gone on with where its manifest was edited, nor under an id that is none", async () => {
    const id = basename(sweepFolder(join(cwd, "whole"))!);
    const changed = join(cwd, "changed");
    const shard = await begin("changed", "--driver", "static", "--shard", "1/2");
    expect(shard.exitCode).toBe(0);
    const listed = await startBacktest(cwd, ["list", "--state", changed]);
    expect(listed.stderr).toContain(`${id} was begun and not ended: hedge backtest sweep --resume ${id}`);
    const file = join(changed, "runs", id, "sweep-manifest.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"codeHash":"./, '"codeHash":"z'));
    const resumed = await goOn("changed", id);
    expect([resumed.exitCode, parsed(resumed)["code"]]).toEqual([3, "manifest_invalid"]);
    const unknown = await goOn("changed", "momentum-sweep-00");
    expect([unknown.exitCode, parsed(unknown)["path"]]).toEqual([2, "--resume"]);
    expect(parsed(unknown)["fix"]).toContain(`known: ${id}`);
    const nothing = await goOn("empty", "momentum-sweep-00");
    expect([nothing.exitCode, parsed(nothing)["fix"]]).toEqual([
      2,
      "No sweep was begun there; --state names another folder.",
    ]);
  });
});

describe("three shards in one folder", { timeout: 120_000 }, () => {
  it("compute 32 chunks between them; the last one writes what one process would have", async () => {
    const state = join(cwd, "shards");
    const env = { JOB_COMPLETION_INDEX: "1", JOB_COMPLETION_COUNT: "3" };
    const [first, second] = await Promise.all([
      begin("shards", "--driver", "static", "--shard", "1/3"),
      startBacktest(cwd, [...SMALL_SWEEP, "--state", state, "--driver", "static", "--json"], env),
    ]);
    const shares = [first, second].map((ended) => parsed(ended) as { chunks: { computed: number }; shard: string });
    expect(shares.map(({ shard, chunks }) => [shard, chunks.computed])).toEqual([
      ["1/3", 11],
      ["2/3", 11],
    ]);
    expect(chunkFiles(state)).toHaveLength(22);
    const last = await begin("shards", "--driver", "static", "--shard", "3/3");
    expect(lasting(parsed(last))).toEqual(lasting(whole));
    expect(resultBytes(state).equals(resultBytes(join(cwd, "whole")))).toBe(true);
    expect(chunkFiles(state)).toHaveLength(32);
    const again = await begin("shards", "--driver", "static", "--shard", "1/3");
    expect(parsed(again)).toEqual(parsed(last));
  });

  it("of which one is gone are gathered by --resume; a chunk that was damaged is named, and computed again once deleted", async () => {
    const state = join(cwd, "gathered");
    await begin("gathered", "--driver", "static", "--shard", "2/2");
    const id = basename(sweepFolder(state)!);
    const [some] = chunkFiles(state);
    const file = join(sweepFolder(state)!, "chunks", some!);
    writeFileSync(file, readFileSync(file).subarray(0, 500));
    const refused = await goOn("gathered", id);
    expect([refused.exitCode, parsed(refused)["code"], parsed(refused)["file"]]).toEqual([3, "chunk_invalid", file]);
    rmSync(file);
    const gathered = await goOn("gathered", id, "--workers", "1");
    expect(lasting(parsed(gathered))).toEqual(lasting(whole));
    expect(resultBytes(state).equals(resultBytes(join(cwd, "whole")))).toBe(true);
  });
});

describe("flags of drivers", () => {
  it.each([
    [["--shard", "1/2"], "bad_driver"],
    [["--redis", "redis://127.0.0.1:1"], "bad_driver"],
    [["--driver", "static", "--shard", "3/2"], "bad_shard"],
    [["--driver", "bullmq"], "bad_redis"],
  ])("%j: %s", async (words, code) => {
    const ended = await begin("flags", ...words);
    expect([ended.exitCode, parsed(ended)["code"]]).toEqual([2, code]);
  });

  it("a Redis that is not there: exit 5 with its address, without the password", async () => {
    const ended = await begin("flags", "--driver", "bullmq", "--redis", "redis://fund:secret@127.0.0.1:1");
    expect([ended.exitCode, parsed(ended)["value"]]).toEqual([5, "redis://127.0.0.1:1"]);
    expect(ended.stdout).not.toContain("secret");
  });
});
