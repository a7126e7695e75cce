import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-sweep-start-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const HOUR_MS = 3_600_000;
const PLACE = ["--config", join(import.meta.dirname, "../../config"), "--state", cwd, "--json"];
const TO = "2023-09-01";

interface Answer {
  readonly bars: number;
  readonly top: readonly {
    readonly params: Readonly<Record<string, number>>;
    readonly metrics: { readonly totalReturn: number; readonly turnover: number };
  }[];
  readonly verified: readonly { readonly differenceBps: number }[];
  readonly metrics: { readonly totalReturn: number; readonly turnover: number };
  readonly flags: readonly string[];
}

async function ask(verb: string, ...words: readonly string[]) {
  const usual = ["backtest", verb, "--strategy", "momentum", "--symbols", "BTCUSDT"];
  const { exitCode, stdout, stderr } = await hedge(cwd, [...usual, ...words, ...PLACE]);
  return { exitCode, notes: stderr, document: JSON.parse(stdout) as Answer };
}

describe("combinations with warm-ups of 500 and of more than 1,000 hours", () => {
  it("are evaluated over the same bars, --verify follows, and a run from the start that is named is the row", async () => {
    const grid = ["--grid", "fast=5", "--grid", "slow=20,240"];
    const { document, notes } = await ask("sweep", ...grid, "--to", TO, "--verify", "2");
    const started = /Evaluated from (\S+) on: before/.exec(notes)?.[1] ?? "";
    expect(document.bars).toBe((Date.parse(TO) - Date.parse(started)) / HOUR_MS);
    expect(document.bars).toBeLessThan(243 * 24 - 1_000);
    expect(notes).not.toContain("Not enough history");
    expect(document.verified.map(({ differenceBps }) => Math.abs(differenceBps) < 0.01)).toEqual([true, true]);
    for (const { params, metrics } of document.top) {
      const named = Object.entries(params).flatMap(([name, value]) => ["--param", `${name}=${String(value)}`]);
      const run = await ask("run", ...named, "--engine", "kernel", "--from", started, "--to", TO);
      expect(run.document.metrics.totalReturn).toBe(metrics.totalReturn);
      expect(metrics.turnover).toBeGreaterThan(1);
      expect(run.document.metrics.turnover).toBe(metrics.turnover);
      expect(run.document.flags.join(" ")).not.toContain("Not enough history");
    }
  });

  it("keep a --from with history enough, and are refused with 2 where no bar is left", async () => {
    const grid = ["--grid", "fast=5", "--grid", "slow=20,240"];
    const { document, notes } = await ask("sweep", ...grid, "--from", "2023-06-01", "--to", "2023-09-01");
    expect(document.bars).toBe(92 * 24);
    expect(notes).not.toContain("Evaluated from");
    const short = await ask("sweep", "--grid", "fast=5", "--grid", "slow=240", "--to", "2023-01-20");
    expect([short.exitCode, JSON.stringify(short.document)]).toEqual([2, expect.stringContaining("bad_span")]);
  });
});
