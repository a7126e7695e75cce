import type { Queue, Worker, DelayedError } from "bullmq";
import type { Redis } from "ioredis";
import { Failure } from "../../lib/failure.js";

/** The two packages, once they are loaded. */
export interface RedisPackages {
  readonly bullmq: {
    readonly Queue: typeof Queue;
    readonly Worker: typeof Worker;
    readonly DelayedError: typeof DelayedError;
  };
  readonly ioredis: { readonly Redis: typeof Redis };
}

const CONNECT_TIMEOUT_MS = 5_000;
const LONGEST_RETRY_MS = 2_000;

/** Queue and keys of sweeps; other programs may use the same Redis. */
export const QUEUE = "sweep";
export const PREFIX = "hedge";

/** Loads bullmq and ioredis, which nothing else needs. Errors: Failure 3 where they are not installed. */
export async function loadPackages(
  load: () => Promise<RedisPackages> = async () => ({
    bullmq: await import("bullmq"),
    ioredis: await import("ioredis"),
  }),
): Promise<RedisPackages> {
  try {
    return await load();
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw error;
    throw new Failure(
      "package_missing",
      3,
      "sweeps over Redis need the packages bullmq and ioredis, which are not installed",
      {
        fix: "Install the optional packages with `npm install --include=optional`, or use --driver static.",
      },
    );
  }
}

/** What bullmq connects with. */
export function connectionOf(url: string): { readonly url: string; readonly maxRetriesPerRequest: null } {
  return { url, maxRetriesPerRequest: null };
}

/**
 * A connection that comes back by itself; what is asked of it meanwhile waits.
 *
 * notice: told when Redis is gone, and when it is back.
 * Errors: Failure 2 for an address that is none, 5 where nobody answers, 3 where Redis may throw keys away.
 */
export async function connectRedis(
  { ioredis }: RedisPackages,
  url: string,
  notice: (text: string) => void,
): Promise<Redis> {
  const shown = shownUrl(url);
  const redis = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, LONGEST_RETRY_MS),
  });
  let why = "";
  redis.on("error", (error) => {
    why = error.message;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    const reason = why === "" ? String(error) : why;
    if (/^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password)/.test(reason)) throw refusedBy(shown, reason);
    throw new Failure("redis_unreachable", 5, `no Redis answers at ${shown}: ${reason}`, {
      path: "--redis",
      value: shown,
      fix: "Start one (`redis-server --appendonly yes`), or name another with --redis redis://HOST:PORT.",
    });
  }
  await requireNoEviction(redis, shown);
  let away = false;
  redis.on("reconnecting", () => {
    if (!away) notice(`Redis at ${shown} is away; waiting for it`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) notice(`Redis at ${shown} is back`);
    away = false;
  });
  return redis;
}

/** It answers, and takes neither user nor password. */
function refusedBy(shown: string, reason: string): Failure {
  return new Failure("redis_refused", 3, `Redis at ${shown} refuses the login: ${reason}`, {
    path: "--redis",
    value: shown,
    fix: "Give user and password as in HEDGE_REDIS_URL=redis://USER:PASSWORD@HOST:PORT (USER may be empty).",
  });
}

/** The address without user and password. Errors: Failure 2 where it is none. */
export function shownUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && (parsed.protocol === "redis:" || parsed.protocol === "rediss:")) {
    return `${parsed.protocol}//${parsed.host}${parsed.pathname === "/" ? "" : parsed.pathname}`;
  }
  throw new Failure("bad_redis", 2, "--redis is no address of a Redis", {
    path: "--redis",
    fix: "Write it as redis://HOST:PORT, or rediss://HOST:PORT over TLS.",
  });
}

/** A Redis that is short of memory must refuse a write rather than forget a job. */
async function requireNoEviction(redis: Redis, shown: string): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info("memory"))?.[1] ?? "noeviction";
  if (policy === "noeviction") return;
  redis.disconnect();
  throw new Failure("redis_evicts", 3, `Redis at ${shown} throws keys away when it is short of memory (${policy})`, {
    path: "maxmemory-policy",
    value: policy,
    fix: "Set it: `redis-cli config set maxmemory-policy noeviction`.",
  });
}
