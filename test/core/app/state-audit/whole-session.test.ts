import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { runExecutor } from "../../../../src/core/app/executor-session.js";
import { journalEvents } from "../../../../src/core/app/session-state.js";
import { stateAudit } from "../../../../src/core/app/state-audit/state-audit.js";
import { ofType } from "../../../support/engine-story.js";
import { root } from "../../config/support.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-audit-whole-"));
const state = join(parent, "state");

afterAll(() => {
  rmSync(parent, { recursive: true });
});

/** All eleven markets for 400 hours; after the 200th cycle the leverage limit goes from 3 to 2 by a reload. */
beforeAll(async () => {
  const configDirectory = join(parent, "config");
  cpSync(join(root, "config"), configDirectory, { recursive: true });
  const limits = join(configDirectory, "risk_limits.json");
  let reload: () => void = () => undefined;
  await runExecutor(
    {
      ...{ configDirectory, stateDirectory: state, mode: "paper", speed: null, maxCycles: 400, fresh: false },
      ...{ fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: null },
    },
    {
      ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
      onProgress: () => undefined,
      onReload: (read) => {
        reload = read;
      },
      onEvent: (event) => {
        if (event.type !== "cycle.decided" || event.cycle !== 200) return;
        const read = JSON.parse(readFileSync(limits, "utf8")) as { global: object };
        writeFileSync(limits, JSON.stringify({ ...read, global: { ...read.global, max_leverage: 2 } }));
        reload();
      },
    },
  );
}, 120_000);

const lines = (name: string): number => readFileSync(join(state, name), "utf8").split("\n").length - 1;

describe("hedge audit state on a session in which offsets moved and a limit was changed while it traded", () => {
  it("finds nothing: the journal makes every line of the change logs, and the limits that held", async () => {
    expect(ofType([...journalEvents(state, nodeFiles, "paper")], "config.reloaded")).toHaveLength(1);
    expect(lines("router_offsets.jsonl")).toBeGreaterThan(10);
    const risk = JSON.parse(readFileSync(join(state, "risk_state.json"), "utf8")) as {
      limits: { rule: string; scope: string; limit: number }[];
    };
    expect(risk.limits.find(({ rule, scope }) => rule === "R05" && scope === "account:main")?.limit).toBe(2);
    const { document } = await stateAudit({ state, notice: () => undefined });
    expect(document.findings).toEqual([]);
    expect(document.ok).toBe(true);
  });

  it("names a line of router_offsets.jsonl that the journal does not make", async () => {
    const path = join(state, "router_offsets.jsonl");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(/"seq":(\d+)/, (_all, seq: string) => `"seq":${String(Number(seq) + 1)}`),
    );
    const { document } = await stateAudit({ state, notice: () => undefined });
    writeFileSync(path, text);
    expect(document.ok).toBe(false);
    expect(document.findings).toMatchObject([{ code: "line_differs", file: "router_offsets.jsonl", path: "line 1" }]);
  });
});
