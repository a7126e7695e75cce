import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { hasRedis, RedisLab } from "../support/redis-lab.js";
import {
  chunkFiles,
  lasting,
  resultBytes,
  said,
  startBacktest,
  sweepFolder,
  parsed,
  SMALL_SWEEP,
} from "../support/sweep-process.js";

if (!hasRedis)
  process.stdout.write("NOT TESTED: sweeps over Redis (no redis-server; Debian: apt-get install redis-server)\n");

const cwd = mkdtempSync(join(tmpdir(), "hedge-sweep-redis-"));
const redis = new RedisLab();
afterAll(async () => {
  await redis.dispose();
  rmSync(cwd, { recursive: true });
});
const sweep = (state: string, ...words: readonly string[]) =>
  startBacktest(cwd, [...SMALL_SWEEP, "--state", join(cwd, state), ...words, "--json"]);
const worker = (...words: readonly string[]) =>
  startBacktest(cwd, ["worker", "--redis", redis.url, "--workers", "1", ...words, "--json"]);

describe.skipIf(!hasRedis)("a sweep over a real Redis", { timeout: 120_000 }, () => {
  it("ends with the figures of one process, though a worker and Redis are killed in the middle of a chunk", async () => {
    const [whole] = await Promise.all([sweep("whole"), redis.start()]);
    const running = sweep("distributed", "--driver", "bullmq", "--redis", redis.url);
    const first = worker();
    await said(first, "joins momentum-sweep");
    first.kill("SIGKILL");
    const second = worker();
    await said(second, "joins momentum-sweep");
    await redis.kill();
    await redis.start();
    const ended = await running;
    expect([ended.exitCode, parsed(ended)["driver"], parsed(ended)["workers"]]).toEqual([0, "bullmq", 1]);
    expect(lasting(parsed(ended))).toEqual(lasting(parsed(whole)));
    expect(resultBytes(join(cwd, "distributed")).equals(resultBytes(join(cwd, "whole")))).toBe(true);
    expect(chunkFiles(join(cwd, "distributed"))).toHaveLength(32);
    second.kill("SIGTERM");
    const report = parsed(await second);
    expect(report).toMatchObject({ schema: "hedge.sweep-worker/1", redis: redis.url, workers: 1 });
    expect(report["chunks"]).toBeGreaterThanOrEqual(32);
  });

  it("that is interrupted takes its jobs back: a worker finds none, and --resume ends the sweep without any", async () => {
    const running = sweep("interrupted", "--driver", "bullmq", "--redis", redis.url);
    await said(running, "no worker has joined yet");
    const folder = sweepFolder(join(cwd, "interrupted"))!;
    const manifest = readFileSync(join(folder, "sweep-manifest.json"), "utf8");
    running.kill("SIGINT");
    expect((await running).exitCode).toBe(130);
    const joining = worker();
    await said(joining, "waiting for chunks");
    await sleep(500);
    joining.kill("SIGTERM");
    const idle = parsed(await joining);
    expect([idle["chunks"], idle["sweeps"]]).toEqual([0, []]);
    const resumed = await startBacktest(cwd, [
      ...["sweep", "--resume", basename(folder), "--state", join(cwd, "interrupted"), "--json"],
    ]);
    expect(lasting(parsed(resumed))["inputsHash"]).toBe((JSON.parse(manifest) as { inputsHash: string }).inputsHash);
    expect(resultBytes(join(cwd, "interrupted")).equals(resultBytes(join(cwd, "whole")))).toBe(true);
  });

  it("is refused where Redis may throw keys away", async () => {
    await redis.kill();
    await redis.start("--maxmemory-policy", "allkeys-lru");
    const ended = await worker();
    expect([ended.exitCode, parsed(ended)["code"]]).toEqual([3, "redis_evicts"]);
    expect(parsed(ended)["fix"]).toContain("noeviction");
  });
});
