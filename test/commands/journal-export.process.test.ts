import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/core/lib/hash.js";
import { hedge } from "./hedge.js";

const config = join(import.meta.dirname, "../../config");
let cwd = "";
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "hedge-export-"));
  const played = await hedge(cwd, [
    "executor",
    "--config",
    config,
    "--from",
    "2024-03-01",
    "--to",
    "2024-03-08",
    "--json",
  ]);
  expect(played.exitCode).toBe(0);
}, 60_000);
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

interface Exported {
  readonly events: number;
  readonly lastSeq: number;
  readonly directory: string;
  readonly files: readonly { path: string; rows: number; bytes: number; sha: string }[];
}

async function exported(...words: readonly string[]): Promise<Exported> {
  const { stdout, exitCode } = await hedge(cwd, ["journal", "export", "--json", ...words]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Exported;
}

async function rows(directory: string, table: string): Promise<readonly Record<string, unknown>[]> {
  const file = new Uint8Array(readFileSync(join(directory, table, "000001.parquet"))).buffer;
  return parquetReadObjects({ file });
}

const lines = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(join(cwd, path), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("hedge journal export", () => {
  it("has every line of the journal, exact; NAV of each cycle as nav.jsonl has it; and files as export.json says", async () => {
    const document = await exported();
    const journal = lines("cache/paper/journal/000001.jsonl");
    expect([document.events, document.lastSeq]).toEqual([journal.length, journal.length]);
    const events = await rows(document.directory, "events");
    const retold = events.map(({ seq, at_ms, type, mode, correlation_id, payload, hash }) => ({
      ...{ seq: Number(seq), at: new Date(Number(at_ms)).toISOString().replace(".000Z", "Z"), type, v: 1, mode },
      ...{ correlationId: correlation_id, ...(JSON.parse(String(payload)) as object), hash },
    }));
    expect(retold).toEqual(journal);
    const cycles = await rows(document.directory, "cycles");
    expect(cycles.map(({ nav }) => nav)).toEqual(lines("cache/paper/nav.jsonl").map(({ nav }) => Number(nav)));
    const fills = await rows(document.directory, "fills");
    expect(fills).toHaveLength(journal.filter(({ type }) => type === "order.filled").length);
    for (const { path, bytes, sha } of document.files) {
      const content = readFileSync(join(document.directory, path));
      expect([content.length, sha256Hex(content)]).toEqual([bytes, sha]);
    }
    expect(JSON.parse(readFileSync(join(document.directory, "export.json"), "utf8"))).toEqual(document);
  });

  it("takes a span, replaces an earlier export whole, and leaves anything else alone", async () => {
    const out = ["--out", "day"];
    await exported(...out);
    const day = await exported(...out, "--from", "2024-03-02", "--to", "2024-03-03");
    const cycles = await rows(day.directory, "cycles");
    expect(cycles).toHaveLength(24);
    expect(day.files.filter(({ path }) => path.startsWith("events/"))).toHaveLength(1);
    writeFileSync(join(cwd, "day", "mine.txt"), "notes");
    const { exitCode, stdout } = await hedge(cwd, ["journal", "export", "--json", ...out]);
    expect([exitCode, (JSON.parse(stdout) as { code: string }).code]).toEqual([2, "invalid_value"]);
    expect(readFileSync(join(cwd, "day", "mine.txt"), "utf8")).toBe("notes");
  });
});
