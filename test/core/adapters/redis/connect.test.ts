import { describe, expect, it, onTestFinished } from "vitest";
import { hasRedis, RedisLab } from "../../../support/redis-lab.js";
import { connectRedis, loadPackages, shownUrl } from "../../../../src/core/adapters/redis/connect.js";

describe("bullmq and ioredis", () => {
  it("are loaded where they are installed, without msgpackr's native addition", async () => {
    const { bullmq, ioredis } = await loadPackages();
    expect([typeof bullmq.Queue, typeof bullmq.Worker, typeof ioredis.Redis]).toEqual(Array(3).fill("function"));
  });

  it("are asked for by name, with the command that installs them, where they are missing", async () => {
    const missing = Object.assign(new Error("Cannot find package 'bullmq'"), { code: "ERR_MODULE_NOT_FOUND" });
    const failure = await loadPackages(() => Promise.reject(missing)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "package_missing", exitCode: 3 });
    expect((failure as { place: { fix: string } }).place.fix).toContain("npm install --include=optional");
  });

  it("hide no other error", async () => {
    await expect(loadPackages(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});

describe.skipIf(!hasRedis)("a Redis with a password (redis-server of Debian)", () => {
  it.each([
    ["none", (url: string) => url],
    ["a wrong one", (url: string) => url.replace("redis://", "redis://:guess@")],
  ])("answers, and is told to refuse the login where %s is given", async (_what, address) => {
    const redis = new RedisLab();
    onTestFinished(() => redis.dispose());
    await redis.start("--requirepass", "right");
    const failure = await connectRedis(await loadPackages(), address(redis.url), () => undefined).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "redis_refused", exitCode: 3, place: { path: "--redis" } });
    expect(JSON.stringify(failure)).not.toContain("guess");
  });
});

describe("the address of a Redis", () => {
  it("is shown without user and password", () => {
    expect(shownUrl("redis://fund:secret@10.0.0.5:6380/2")).toBe("redis://10.0.0.5:6380/2");
    expect(shownUrl("rediss://10.0.0.5")).toBe("rediss://10.0.0.5");
  });

  it.each(["10.0.0.5:6379", "http://10.0.0.5", ""])(
    "%s is refused, and not repeated: it may hold a password",
    (url) => {
      expect(() => shownUrl(url)).toThrow(/^--redis is no address of a Redis$/);
    },
  );
});
