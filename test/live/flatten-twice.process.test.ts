import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import type { FlattenDocument } from "../../src/core/app/operator/flatten-document.js";
import { givenClock } from "./support/given-clock.js";
import { SessionLab } from "./support/session-lab.js";

vi.setConfig({ testTimeout: 180_000 });

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

/** `hedge flatten --yes` as a process of its own. */
async function flatten(lab: SessionLab, afterMs = 0): Promise<FlattenDocument> {
  await givenClock.sleep(afterMs);
  const env = { PATH: process.env["PATH"] ?? "", ...lab.env };
  const words = [launcher, "flatten", "--yes", "--json", "--state", lab.directory];
  const { exitCode, stdout, stderr } = await execa(process.execPath, words, { env, extendEnv: false, reject: false });
  expect(exitCode, stdout + stderr).toBe(0);
  return JSON.parse(stdout) as FlattenDocument;
}

it.each([
  ["a running executor", { ends: false, delayMs: 0, laterMs: 0 }],
  ["a dead one", { ends: true, delayMs: 0, laterMs: 0 }],
  ["a dead one, at a venue that takes 14 s to tell its time", { ends: true, delayMs: 7_000, laterMs: 2_000 }],
] as const)(
  "two flattens beside %s: both end flat with one close a position, neither ends the other",
  async (_what, { ends, delayMs, laterMs }) => {
    const lab = await SessionLab.open({});
    try {
      await lab.holding("BTCUSDT", "ETHUSDT");
      if (ends) await lab.end();
      const { faults } = lab.venue;
      const twice = { on: "request", match: { path: "/fapi/v1/time" }, when: { times: 2 } };
      if (delayMs > 0) faults.suffer({ ...twice, do: { kind: "delay", wall_ms: delayMs } });
      const before = faults.requests.length;
      const both = await Promise.all([flatten(lab), flatten(lab, laterMs)]);
      for (const document of both) {
        expect(document).toMatchObject({ flat: true, remaining: [], unknown: [], killedPid: null, openOrders: 0 });
        expect(document.executor).toBe(ends ? "none" : "running");
      }
      expect(both.map(({ already }) => already).sort()).toEqual([false, true]);
      const closed = new Set(both.flatMap((document) => document.closed.map(({ symbol }) => symbol)));
      expect([...closed].sort()).toEqual(["BTCUSDT", "ETHUSDT"]);
      const closes = faults.requests.slice(before).filter((request) => request.startsWith("POST /fapi/v1/order "));
      expect(closes).toHaveLength(2);
      expect((await lab.venue.witness()).positions.size).toBe(0);
      const notes = both.map((document) => document.notes.join()).filter((note) => note !== "");
      if (delayMs > 0)
        expect(notes).toEqual([expect.stringMatching(/^another hedge flatten \(process \d+\) was at work/)]);
    } finally {
      await lab.dispose();
    }
  },
);
