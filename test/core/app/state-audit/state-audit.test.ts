import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { runExecutor } from "../../../../src/core/app/executor-session.js";
import { journalEvents } from "../../../../src/core/app/session-state.js";
import { stateAudit } from "../../../../src/core/app/state-audit/state-audit.js";
import { writeSyncState } from "../../../../src/core/app/sync/sync-files.js";
import { EMPTY_CHAIN } from "../../../../src/core/sync/slot.js";
import { root } from "../../config/support.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-audit-state-"));
const sound = join(parent, "sound");
let directories = 0;

afterAll(() => {
  rmSync(parent, { recursive: true });
});
beforeAll(async () => {
  const traded = {
    "strategy_config.universe": ["BTCUSDT"],
    "strategy_registry.strategies.momentum.symbols": ["BTCUSDT"],
  };
  await runExecutor(
    {
      ...{
        configDirectory: join(root, "config"),
        stateDirectory: sound,
        mode: "paper",
        speed: null,
        maxCycles: 300,
        fresh: false,
      },
      ...{ fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: null, overrides: traded },
    },
    {
      ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
      ...{ onProgress: () => undefined, onEvent: () => undefined },
    },
  );
});

function copy(): string {
  directories += 1;
  const directory = join(parent, `s${String(directories)}`);
  cpSync(sound, directory, { recursive: true });
  return directory;
}

interface Found {
  readonly ok: boolean;
  readonly findings: readonly { severity: string; code: string; file: string; path: string; message: string }[];
}

async function audit(state: string): Promise<Found> {
  const { document } = await stateAudit({ state, notice: () => undefined });
  return document;
}

function change(directory: string, name: string, edit: (text: string) => string): void {
  const path = join(directory, name);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
}

/** Dotted paths of all numbers and texts of a document. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
  }
  return typeof value === "string" || typeof value === "number" ? [path] : [];
}

/** The document with another value at a path: one more, or a text that is no other figure's. */
function altered(document: object, path: readonly string[]): object {
  const changed = structuredClone(document);
  const parentOf = path.slice(0, -1).reduce<object>((node, key) => Reflect.get(node, key) as object, changed);
  const key = path.at(-1) ?? "";
  const before: unknown = Reflect.get(parentOf, key);
  const isMoney = typeof before === "string" && /^-?\d+(\.\d+)?$/.test(before);
  Reflect.set(parentOf, key, typeof before === "number" ? before + 1 : isMoney ? `${before}1` : `${String(before)}x`);
  return changed;
}

describe("hedge audit state on 300 cycles of a real market", () => {
  it("finds nothing: all eleven files are what the journal makes of them", async () => {
    const { document } = await stateAudit({ state: sound, notice: () => undefined });
    expect(document.findings).toEqual([]);
    expect(document.ok).toBe(true);
    expect(document.files.filter(({ compared }) => compared)).toHaveLength(11);
    expect(document.journal.lastSeq).toBeGreaterThan(300);
  });

  it("sees any one figure of any document that was changed, as an error that names file and path", async () => {
    const names = ["positions.json", "risk_state.json", "router_health.json", "nav_log.json"];
    const places = names.flatMap((name) => {
      const document = JSON.parse(readFileSync(join(sound, name), "utf8")) as object;
      return leaves(document).map((path) => ({ name, document, path }));
    });
    const directory = copy();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async ({ name, document, path }) => {
        writeFileSync(join(directory, name), `${JSON.stringify(altered(document, path))}\n`);
        const { ok, findings } = await audit(directory);
        writeFileSync(join(directory, name), `${JSON.stringify(document)}\n`);
        expect(ok).toBe(false);
        // A changed `seq` or `at` is another stand: then other figures of the file differ.
        const isStand = path.length === 1 && (path[0] === "seq" || path[0] === "at");
        const places = findings.filter(({ severity, file }) => severity !== "info" && file === name).map((f) => f.path);
        if (isStand) expect(places.length).toBeGreaterThan(0);
        else expect(places).toContain(path.join("."));
      }),
      { numRuns: 16, seed: 7 },
    );
  }, 120_000);

  it("names the first line of a line file that the journal does not make, and the figure in it", async () => {
    const directory = copy();
    change(directory, "nav.jsonl", (text) => {
      const lines = text.split("\n");
      lines[9] = (lines[9] ?? "").replace(/"nav":"[^"]*"/, '"nav":"99999"');
      return lines.join("\n");
    });
    const { findings } = await audit(directory);
    expect(findings).toMatchObject([{ severity: "error", code: "line_differs", file: "nav.jsonl", path: "line 10" }]);
    expect(findings[0]?.message).toMatch(/^nav says "99999", the journal makes it "\d/);
  });

  it("sees a line that is missing at the end, one too many, and one that is no row of its file", async () => {
    const directory = copy();
    const cut = (text: string): string => `${text.split("\n").slice(0, -2).join("\n")}\n`;
    change(directory, "nav.jsonl", cut);
    expect((await audit(directory)).findings).toMatchObject([{ code: "line_differs", path: "line 300" }]);
    cpSync(join(sound, "nav.jsonl"), join(directory, "nav.jsonl"));
    appendFileSync(join(directory, "nav.jsonl"), '{"at":"2024-02-01T00:00:00Z"}\n');
    const { findings } = await audit(directory);
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ["line_differs", "line 301"],
      ["schema", "line 301 mode"],
    ]);
  });

  it("names a document that fits no schema, one that is no JSON, and one that is missing", async () => {
    const directory = copy();
    change(directory, "positions.json", (text) => text.replace('"items":[', '"items":[5,'));
    writeFileSync(join(directory, "nav_log.json"), "{");
    rmSync(join(directory, "risk_state.json"));
    const { findings } = await audit(directory);
    expect(findings.map(({ severity, code, file, path }) => [severity, code, file, path])).toEqual([
      ["error", "schema", "positions.json", "items.0"],
      ["error", "schema", "nav_log.json", ""],
      ["warning", "file_missing", "risk_state.json", ""],
    ]);
  });

  it("says where a journal is not what was written, and works nothing out of it", async () => {
    const directory = copy();
    change(directory, "journal/000001.jsonl", (text) => text.replace('"seq":40,', '"seq":41,'));
    const { findings } = await audit(directory);
    expect(findings).toMatchObject([{ severity: "error", code: "journal_corrupt", path: "line 40" }]);
  });

  it("sees a journal that is shorter than its projections: each is named", async () => {
    const directory = copy();
    const path = join(directory, "journal/000001.jsonl");
    const text = readFileSync(path, "utf8");
    truncateSync(path, Buffer.byteLength(`${text.split("\n").slice(0, -6).join("\n")}\n`));
    const { findings } = await audit(directory);
    const short = findings.filter(({ code }) => code === "journal_short").map(({ file }) => file);
    expect(short).toEqual(["positions.json", "router_health.json", "nav_log.json", "risk_state.json", "health.json"]);
  });

  it("warns of an executor that died, and of projections that the journal has left behind", async () => {
    const directory = copy();
    const dead = /"state":"[a-z]+"/;
    change(directory, "health.json", (text) => text.replace(dead, '"state":"running"'));
    expect((await audit(directory)).findings).toMatchObject([{ severity: "warning", code: "executor_died" }]);
  });

  it("sees a mirror that holds another line than the journal, and one that holds more of it", async () => {
    const directory = copy();
    nodeFiles.makeDirectory(join(directory, "sync"));
    const events = [...journalEvents(directory, nodeFiles, null)];
    const [first, second] = events;
    const generation = first?.hash.slice(0, 16) ?? "";
    const at = "2026-01-01T00:00:00Z";
    const keep = (seq: number, hash: string): void => {
      writeSyncState(directory, nodeFiles, {
        ...{
          schema: "hedge.sync-state/1",
          mode: "paper",
          pid: 1,
          startedAt: at,
          at,
          phase: "ended",
          target: "file://m",
        },
        ...{ fund: "fund", writer: "w", generation, epoch: 1, lag: { records: 0, bytes: 0, seconds: 0 } },
        ...{ end: { ...EMPTY_CHAIN, slot: 1, seq, hash }, caughtUpAt: at, fault: null, stop: null },
      });
    };
    keep(2, second?.hash ?? "");
    expect((await audit(directory)).findings).toEqual([]);
    keep(2, first?.hash ?? "");
    expect((await audit(directory)).findings).toMatchObject([{ severity: "error", code: "mirror_diverged" }]);
    keep(events.length + 1, "0".repeat(64));
    expect((await audit(directory)).findings).toMatchObject([{ severity: "error", code: "mirror_ahead" }]);
  });
});
