import { processorCount } from "../../../adapters/system/machine.js";
import { Failure } from "../../../lib/failure.js";
import type { SweepDriver } from "./driver.js";
import { shardOf } from "./shard.js";
import { localDriver, staticDriver } from "./thread-drivers.js";

/** Flags that say who computes. */
export interface DriverFlags {
  readonly workers?: number | undefined;
  readonly driver: SweepDriver["name"];
  readonly redis?: string | undefined;
  readonly shard?: string | undefined;
}

/** Errors: Failure 2 for flags that do not go together, 3 where bullmq is not installed, 5 where Redis can't be reached. */
export async function openDriver(
  { driver, workers = processorCount(), redis, shard }: DriverFlags,
  {
    env,
    notice,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly notice: (text: string) => void },
): Promise<SweepDriver & { readonly shard?: string }> {
  if (shard !== undefined && driver !== "static") throw apart("--shard", "static");
  if (redis !== undefined && driver !== "bullmq") throw apart("--redis", "bullmq");
  switch (driver) {
    case "local":
      return localDriver(workers);
    case "static": {
      const mine = shardOf(shard, env);
      return { ...staticDriver(mine, workers), shard: `${String(mine.index + 1)}/${String(mine.count)}` };
    }
    case "bullmq": {
      const { bullmqDriver } = await import("./bullmq-driver.js");
      return bullmqDriver(redisAddress(redis, env), notice);
    }
  }
}

/** `--redis`, or HEDGE_REDIS_URL, which `ps` does not show. Errors: Failure 2 where neither is given. */
export function redisAddress(given: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const url = given ?? env["HEDGE_REDIS_URL"];
  if (url !== undefined && url !== "") return url;
  throw new Failure("bad_redis", 2, "there is no address of a Redis", {
    path: "--redis",
    fix: "Give it as --redis redis://HOST:PORT, or in HEDGE_REDIS_URL.",
  });
}

function apart(flag: string, driver: string): Failure {
  return new Failure("bad_driver", 2, `${flag} is for --driver ${driver} alone`, {
    path: flag,
    fix: `Add --driver ${driver}, or leave ${flag} out.`,
  });
}
