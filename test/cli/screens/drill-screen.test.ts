import { expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { drillScreen, type DrillView } from "../../../src/cli/screens/drill-screen.js";

const run: DrillView["runs"][number] = {
  executor: "running",
  held: [
    { symbol: "1000SHIBUSDT", side: "short", qty: "12345.6" },
    { symbol: "BTCUSDT", side: "long", qty: "0.012" },
  ],
  flat: true,
  positionsAtVenue: 0,
  ordersAtVenue: 0,
  timeToFlatMs: 1_234,
  commandMs: 2_345,
};

it("shows at 80 columns what was closed and what is left, uncut, in every case of a drill", () => {
  const view = {
    mode: "testnet",
    ok: true,
    at: "2024-08-04T12:00:00Z",
    runs: [run, { ...run, executor: "dead" }],
  } as const;
  const lines = drillScreen(view, createPaper({ width: 80, colour: false }));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => /short 12,345.6 1000SHIBUSDT and 1 more +nothing +1.2s/.test(line))).toHaveLength(2);
  expect(lines.join("\n")).not.toContain("…");
  const left = { ...view, runs: [{ ...run, positionsAtVenue: 2, ordersAtVenue: 11, timeToFlatMs: null }] };
  const text = drillScreen(left, createPaper({ width: 80, colour: false })).join("\n");
  expect(text).toMatch(/2 pos., 11 orders +NOT FLAT/);
});
