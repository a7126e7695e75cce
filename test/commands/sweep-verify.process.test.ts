import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-sweep-verify-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

const PLACE = [
  "--config",
  join(import.meta.dirname, "../../config"),
  "--state",
  cwd,
  "--from",
  "2023-09-01",
  "--to",
  "2024-01-01",
];

/** Strategy, the markets where it has more than it needs, an axis, and the parity that is promised. */
const SWEEPS = [
  ["momentum", ["--symbols", "BTCUSDT,ETHUSDT"], "fast=10,20", 1],
  ["vol_target", ["--symbols", "BTCUSDT"], "target_vol=0.1,0.2", 0.01],
  ["relative_value", [], "entry_z=1.5,2", 1],
  ["smart_money", ["--symbols", "BTCUSDT"], "max_stop_atr=2,3", 0.01],
] as const;

it.each(SWEEPS)(
  "--verify 1 runs the best row of a sweep of %s again by the event engine",
  async (...of) => {
    const [strategy, symbols, grid, boundBps] = of;
    const words = ["backtest", "sweep", "--strategy", strategy, ...symbols, "--grid", grid, "--verify", "1"];
    const { exitCode, stdout, stderr } = await hedge(cwd, [...words, ...PLACE, "--json"]);
    expect([exitCode, stderr.includes("error:")]).toEqual([0, false]);
    const [row] = (JSON.parse(stdout) as { verified: { kernel: number; event: number; differenceBps: number }[] })
      .verified;
    expect(Math.abs(row!.differenceBps)).toBeLessThanOrEqual(boundBps);
  },
  120_000,
);

it("--verify shows both results on the screen", async () => {
  const sweep = ["backtest", "sweep", "--strategy", "momentum", "--symbols", "BTCUSDT", "--grid", "fast=10,20"];
  const { stdout } = await hedge(cwd, [...sweep, "--verify", "1", ...PLACE]);
  expect(stdout).toMatch(/row 1: kernel [+−-]\d+\.\d\d%\s+event engine [+−-]\d+\.\d\d%/);
}, 120_000);
