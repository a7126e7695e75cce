import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { startHedge } from "../support/crash-lab.js";
import { openLiveLab } from "../support/live-lab.js";

const lab = openLiveLab();
afterAll(() => {
  lab.dispose();
});

interface Run {
  readonly executor: string;
  readonly held: readonly unknown[];
  readonly timeToFlatMs: number;
}

const drillsLeft = (): number => readdirSync(tmpdir()).filter((name) => name.startsWith("hedge-drill-")).length;

describe("hedge flatten --drill", () => {
  it("closes what an executor holds that runs, is dead or hangs, and tells each time-to-flat; 1 document, nothing left behind", async () => {
    const before = drillsLeft();
    const { exitCode, stdout, stderr } = await startHedge(lab, ["flatten", "--drill", "--json", "--config", lab.config])
      .ended;
    expect(exitCode, stderr).toBe(0);
    const { runs, ...document } = JSON.parse(stdout) as { readonly runs: readonly Run[] };
    expect(document).toMatchObject({ schema: "hedge.flatten-drill/1", mode: "testnet", ok: true });
    expect(runs.map(({ executor }) => executor)).toEqual(["running", "dead", "hung"]);
    for (const run of runs) {
      expect(run.held.length).toBeGreaterThan(0);
      expect(run).toMatchObject({ flat: true, positionsAtVenue: 0, ordersAtVenue: 0 });
      expect(run.timeToFlatMs).toBeGreaterThan(0);
    }
    expect(drillsLeft()).toBe(before);
  }, 300_000);

  it("refuses --symbol beside it with exit 2", async () => {
    const { exitCode, stdout } = await startHedge(lab, ["flatten", "--drill", "--symbol", "BTCUSDT", "--json"]).ended;
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "hedge.error/1", code: "usage" });
  });
});
