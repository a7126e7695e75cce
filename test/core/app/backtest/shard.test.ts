import { describe, expect, it } from "vitest";
import { shardOf } from "../../../../src/core/app/backtest/sweep/shard.js";

describe("the shard of a process", () => {
  it.each([
    ["1/4", {}, { index: 0, count: 4 }],
    ["4/4", { JOB_COMPLETION_INDEX: "0", JOB_COMPLETION_COUNT: "2" }, { index: 3, count: 4 }],
    [undefined, { JOB_COMPLETION_INDEX: "1", JOB_COMPLETION_COUNT: "2" }, { index: 1, count: 2 }],
    [undefined, { AWS_BATCH_JOB_ARRAY_INDEX: "0", AWS_BATCH_JOB_ARRAY_SIZE: "10" }, { index: 0, count: 10 }],
    [undefined, { CLOUD_RUN_TASK_INDEX: "6", CLOUD_RUN_TASK_COUNT: "7" }, { index: 6, count: 7 }],
  ])("--shard %s with %j is %j", (given, env, shard) => {
    expect(shardOf(given, env)).toEqual(shard);
  });

  it.each([
    ["0/4", {}, "--shard 0/4 is no shard"],
    ["5/4", {}, "--shard 5/4 is no shard"],
    ["1/0", {}, "--shard 1/0 is no shard"],
    ["a/b", {}, "--shard a/b is no shard"],
    [undefined, {}, "--driver static needs --shard i/n"],
    [undefined, { JOB_COMPLETION_INDEX: "1" }, "JOB_COMPLETION_COUNT=(not set) is no shard"],
    [undefined, { CLOUD_RUN_TASK_INDEX: "7", CLOUD_RUN_TASK_COUNT: "7" }, "CLOUD_RUN_TASK_INDEX=7"],
  ])("--shard %s with %j is refused: %s", (given, env, message) => {
    expect(() => shardOf(given, env)).toThrow(message);
  });
});
