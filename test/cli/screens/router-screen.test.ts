import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { routerScreen } from "../../../src/cli/screens/router-screen.js";
import { visibleWidth } from "../../../src/core/lib/text.js";
import { projectRouterHealth } from "../../../src/core/telemetry/project-health.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import { playSample } from "../../core/telemetry/sample-session.js";
import { MemoryFiles } from "../../core/journal/memory-files.js";

const paper = (width: number) => createPaper({ width, colour: false });

function sampleView(symbols: readonly string[] = ["BTCUSDT"]) {
  const file = projectRouterHealth(playSample(new TelemetryWriter(new MemoryFiles(), "state")));
  const [row] = file.items;
  return { ...file, items: symbols.map((symbol) => ({ ...row!, symbol })) };
}

describe("hedge router show", () => {
  it("fits 11 symbols into 80 columns and 24 lines, quality, entry, offset, slippage and latency among them", () => {
    const symbols = Array.from({ length: 11 }, (_, at) => `COIN${String(at)}USDT`);
    const lines = routerScreen(sampleView(symbols), paper(80), false);
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^symbol +quality +entry +offset .*slip bps.*ack ms/);
    expect(lines[2]).toMatch(/^COIN0USDT +unknown +taker +0\.5 /);
    expect(lines.join(" ")).toMatch(/slices of BTCUSDT buy: 0\.08 of 0\.12 to go, 5 of 12 at 2024-05-01 00:00Z/);
    expect(lines.join(" ")).toMatch(/circuit of paper orders: half open/);
  });

  it("says everything about one symbol in 24 lines of 80 columns: policy, offset, change, costs, suggestion", () => {
    const lines = routerScreen(sampleView(), paper(80), true);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    const text = lines.join("\n").replaceAll(/\n +/g, " ");
    expect(text).toMatch(/entries +taker \(quality unknown, limit 15\.0 bps\), maker time-out 30 s/);
    expect(text).toMatch(/offset +0\.5 bps: normal 0\.5/);
    expect(text).toMatch(/1\.0 → 0\.5 2024-05-01 00:00Z: normal 0\.5/);
    expect(text).toMatch(/9\.2 bps over 1 intents \(delay 1\.0, spread 1\.2, impact 2\.0, fee 5\.0\)/);
    expect(text).toMatch(/suggestion +router_policy\.maker_timeout_seconds 30 → 45 \(1…120\)/);
  });

  it("names a broken symbol that rests, and one that may probe", () => {
    const view = sampleView(["BTCUSDT"]);
    const broken = (probe: boolean) => ({
      ...view,
      items: view.items.map((row) => ({ ...row, quality: "broken", newRisk: { allowed: probe, probe, reason: "" } })),
    });
    expect(routerScreen(broken(false), paper(100), false).join(" ")).toMatch(/broken \(rests\)/);
    expect(routerScreen(broken(true), paper(100), false).join(" ")).toMatch(/broken \(probe\)/);
  });
});
