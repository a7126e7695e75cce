import { Failure } from "../../../lib/failure.js";

/** One of `count` processes that share a sweep; index counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Where schedulers write the index of a task, from 0, and how many there are. */
const SCHEDULERS = [
  { index: "JOB_COMPLETION_INDEX", count: "JOB_COMPLETION_COUNT" },
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  { index: "CLOUD_RUN_TASK_INDEX", count: "CLOUD_RUN_TASK_COUNT" },
] as const;

const MOST_SHARDS = 10_000;
const FIX = "Write --shard 1/4 to --shard 4/4 for four processes.";

/**
 * `--shard i/n` (from 1/n to n/n), or what Kubernetes, AWS Batch or Cloud Run say in the environment.
 *
 * Errors: Failure 2 where neither says it, or says it wrongly.
 */
export function shardOf(given: string | undefined, env: Readonly<Record<string, string | undefined>>): Shard {
  if (given !== undefined) {
    const [, i = "", n = ""] = /^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? [];
    return checked({ index: Number(i) - 1, count: Number(n) }, `--shard ${given}`, FIX);
  }
  const scheduler = SCHEDULERS.find(({ index }) => env[index] !== undefined);
  if (scheduler === undefined) {
    const variables = SCHEDULERS.map(({ index }) => index).join(", ");
    throw new Failure(
      "bad_shard",
      2,
      `--driver static needs --shard i/n, and the environment has none of ${variables}`,
      {
        path: "--shard",
        fix: FIX,
      },
    );
  }
  const [index, count] = [env[scheduler.index], env[scheduler.count]];
  const number = (text: string | undefined): number => (/^\d{1,6}$/.test(text ?? "") ? Number(text) : Number.NaN);
  const where = `${scheduler.index}=${String(index)} and ${scheduler.count}=${count ?? "(not set)"}`;
  const fix = `Set ${scheduler.count} to the number of tasks, or give --shard i/n.`;
  return checked({ index: number(index), count: number(count) }, where, fix);
}

function checked(shard: Shard, where: string, fix: string): Shard {
  const { index, count } = shard;
  const isShard = index >= 0 && index < count && count <= MOST_SHARDS;
  if (isShard) return shard;
  throw new Failure("bad_shard", 2, `${where} is no shard`, { path: "--shard", value: where, fix });
}
