import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { placeFiles } from "../../../../src/core/app/sync/replica.js";
import { TelemetryCopies } from "../../../../src/core/app/sync/telemetry-copies.js";
import type { Head } from "../../../../src/core/sync/slot.schema.js";

const folder = mkdtempSync(join(tmpdir(), "hedge-copies-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("the fund's ledger and rates go with the telemetry files, whole lines alone, and come back to where they were", () => {
  const state = join(folder, "state");
  mkdirSync(join(state, "fund"), { recursive: true });
  for (const name of ["positions.json", "risk_state.json", "router_health.json", "nav_log.json"]) {
    writeFileSync(join(state, name), '{"seq":7}');
  }
  writeFileSync(join(state, "fund/000001.jsonl"), '{"seq":1}\n{"seq":2}\n{"se');
  writeFileSync(join(state, "fund/lock"), "1");
  writeFileSync(join(state, "rates.json"), '{"USDZAR":18}');
  const copies = new TelemetryCopies(state, nodeFiles, { monotonicMs: () => 0 }).read();
  expect(copies.map(({ name }) => name)).toEqual([
    "positions.json",
    "risk_state.json",
    "router_health.json",
    "nav_log.json",
    "fund-000001.jsonl",
    "rates.json",
  ]);

  const back = join(folder, "back");
  mkdirSync(back);
  const files = new Map([
    ...copies.map(({ name, bytes }) => [name, bytes] as const),
    ["../fund-000001.jsonl", Buffer.from("x")] as const,
    ["fund-../../x.jsonl", Buffer.from("x")] as const,
  ]);
  placeFiles(back, { head: {} as Head, files });
  expect(readFileSync(join(back, "fund/000001.jsonl"), "utf8")).toBe('{"seq":1}\n{"seq":2}\n');
  expect(readFileSync(join(back, "rates.json"), "utf8")).toBe('{"USDZAR":18}');
  expect([statSync(join(back, "fund")).mode & 0o777, existsSync(join(folder, "x.jsonl"))]).toEqual([0o700, false]);
});
