import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { cellsOf } from "../../research/notebooks/support/cells.mjs";
import { hedge } from "./hedge.js";

const runner = fileURLToPath(new URL("../../research/notebooks/run.mjs", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "hedge-notebooks-"));
afterAll(() => {
  rmSync(out, { recursive: true });
});
const NOTEBOOKS = ["01-sweep-to-verdict", "02-walk-forward-and-monte-carlo", "03-costs-regimes-parity"];
const run = (...words: readonly string[]) => execa(process.execPath, [runner, ...words], { reject: false });
const page = (name: string): string => readFileSync(join(out, `${name}.html`), "utf8");

describe("notebooks", () => {
  it("run without anybody looking, each to one page that asks for nothing from outside, with the figures of the CLI", async () => {
    const { exitCode, stderr } = await run("--quick", "--out", out);
    expect([exitCode, stderr.trim().split("\n").length], stderr).toEqual([0, NOTEBOOKS.length]);
    for (const name of NOTEBOOKS) {
      expect(page(name)).not.toMatch(/https?:|<script|<link|<img|<iframe|\bsrc=|@import|url\(/i);
      expect(page(name)).toMatch(/<h1>.+<\/h1>[^]*<h2>.+<\/h2>[^]*<pre><code>[^]*<tbody>/);
      expect(page(name)).not.toMatch(/NaN|undefined|\[object/);
    }
    expect(page("02-walk-forward-and-monte-carlo")).toMatch(/<svg [^]*class="line line-2" d="M\d/);

    const wish = "--strategy momentum --symbols BTCUSDT,ETHUSDT --grid fast=10:30:10 --grid slow=40:80:20";
    const words = `backtest sweep ${wish} --from 2023-01-01 --to 2023-07-01 --top 1 --json`.split(" ");
    const { stdout } = await hedge(out, [...words, "--config", join(import.meta.dirname, "../../config")]);
    const sweep = JSON.parse(stdout) as { combinations: number; top: { metrics: { sharpe: number } }[] };
    const box = (label: string): string | undefined =>
      new RegExp(`<dt>${label}</dt><dd class="value">([^<]+)</dd>`).exec(page("01-sweep-to-verdict"))?.[1];
    expect(box("Combinations")).toBe(String(sweep.combinations));
    expect(box("Sharpe ratio of the best")?.replace("−", "-")).toBe(sweep.top[0]?.metrics.sharpe.toFixed(2));
  }, 120_000);

  it("refuse a name that is none of theirs with 2, naming those that there are", async () => {
    const { exitCode, stderr } = await run("04-more");
    expect([exitCode, stderr]).toEqual([2, `no notebook 04-more; there are: ${NOTEBOOKS.join(", ")}`]);
  });
});

describe("cellsOf", () => {
  it("takes a comment whose marks stand alone as prose and all else as code, with its lines", () => {
    const source = ["/*", "# One", "*/", "const a = 1; /* within a line */", "", "/*", "Two", "*/", "", "show(a);"];
    expect(cellsOf(source.join("\n"))).toEqual([
      { kind: "prose", text: "# One", from: 2, to: 3 },
      { kind: "code", text: "const a = 1; /* within a line */", from: 4, to: 6 },
      { kind: "prose", text: "Two", from: 7, to: 8 },
      { kind: "code", text: "show(a);", from: 9, to: Infinity },
    ]);
    expect(() => cellsOf("a();\n/*\nno end")).toThrow("the comment of line 2 is not closed");
  });
});
