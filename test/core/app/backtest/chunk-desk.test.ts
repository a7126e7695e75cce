import { describe, expect, it } from "vitest";
import { ChunkDesk } from "../../../../src/core/app/backtest/sweep/chunk-desk.js";
import type { JoinedSweep } from "../../../../src/core/app/backtest/sweep/joined-sweep.js";
import { requireSameInputs } from "../../../../src/core/app/backtest/sweep/plan-sweep.js";
import type { SweepManifest } from "../../../../src/core/research/sweep/manifest.js";

const CHUNK = { key: "k", from: 0, to: 7 };
const MANIFEST = {
  ...{ id: "momentum-sweep-1", codeVersion: "0.1.0", chunks: [CHUNK] },
  inputs: { codeHash: "a".repeat(64), dataHash: "d".repeat(64) },
} as unknown as SweepManifest;

function desk(join: (text: string) => Promise<JoinedSweep>, manifest: string | null = "{}") {
  return new ChunkDesk({ manifest: () => Promise.resolve(manifest) }, join, () => undefined);
}

describe("the jobs of a worker", () => {
  it("are computed by the sweep they belong to, joined once, and counted", async () => {
    let joins = 0;
    const closed: string[] = [];
    const join = (): Promise<JoinedSweep> => {
      joins += 1;
      const name = `join ${String(joins)}`;
      const threads = { compute: () => Promise.resolve(new Uint8Array(3)), close: async () => void closed.push(name) };
      return Promise.resolve({ manifest: MANIFEST, threads });
    };
    const worker = desk(join);
    const both = await Promise.all(["k", "k"].map((key) => worker.compute({ sweepId: "one", key })));
    expect(both.map(({ kind }) => kind)).toEqual(["bytes", "bytes"]);
    expect([joins, worker.chunks, worker.combinations]).toEqual([1, 2, 14]);
    expect(await worker.compute({ sweepId: "one", key: "unknown" })).toEqual({ kind: "later" });
    for (const sweepId of ["two", "three"]) await worker.compute({ sweepId, key: "k" });
    expect(closed).toEqual(["join 1"]);
    expect(worker.sweeps).toEqual(["one", "two", "three"]);
    await worker.close();
    expect(closed.sort()).toEqual(["join 1", "join 2", "join 3"]);
  });

  it("wait where Redis has lost the manifest of their sweep", async () => {
    const worker = desk(() => Promise.reject(new Error("never")), null);
    expect(await worker.compute({ sweepId: "one", key: "k" })).toEqual({ kind: "later" });
    expect(worker.refusal).toBeNull();
  });

  it.each([
    ["code", { codeHash: "b".repeat(64), dataHash: "d".repeat(64) }, "begun by code aaaaaaaaaa (hedge 0.1.0)"],
    ["data", { codeHash: "a".repeat(64), dataHash: "e".repeat(64) }, "begun over data dddddddddd"],
  ])("go back to the others where this machine has other %s, and the worker ends", async (what, mine, words) => {
    const worker = desk(async () => {
      requireSameInputs(MANIFEST, mine);
      throw new Error("not refused");
    });
    expect(await worker.compute({ sweepId: "one", key: "k" })).toEqual({ kind: "refused" });
    expect(worker.refusal).toMatchObject({ code: `${what}_differs`, exitCode: 3 });
    expect(worker.refusal?.message).toContain(words);
    expect(await worker.compute({ sweepId: "one", key: "k" })).toEqual({ kind: "refused" });
    await worker.untilOver(new AbortController().signal, Infinity);
  });

  it("that throw anything else fail, and say what", async () => {
    const worker = desk(() => Promise.reject(new Error("disk is gone")));
    await expect(worker.compute({ sweepId: "one", key: "k" })).rejects.toThrow("disk is gone");
  });
});
