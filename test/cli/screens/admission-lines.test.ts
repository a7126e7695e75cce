import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { type AdmissionView, admissionLines } from "../../../src/cli/screens/admission-lines.js";
import { visibleWidth } from "../../../src/core/lib/text.js";

const paper = createPaper({ width: 80, colour: false });

function row(strategy: string, failed: readonly string[]): AdmissionView {
  const same = { compared: 8, first: null };
  return {
    ...{ strategy, name: "BTCUSDT", truncation: same, warmup: same, failed, admitted: failed.length === 0 },
    base: { gain: 0.1, costs: 0.2, changes: 40 },
    ...{ dearer: { gain: -0.1 }, later: { gain: 0.1 } },
    together: { markets: 1, base: 0.1, dearer: -0.1, later: 0.1 },
  };
}

const text = (rows: readonly AdmissionView[], enabled: readonly string[]): string =>
  admissionLines(rows, enabled, paper).join("\n").replaceAll("\n", " ");

describe("what the admission tests say to a person", () => {
  it("says what each kind of failure means and what to do, once for all strategies it is for", () => {
    const said = text([row("a", ["dearer"]), row("b", ["dearer", "later"]), row("c", ["truncation"])], []);
    expect(said).toContain("a, b: Its edge is no larger than what trading costs");
    expect(said.split("Its edge is no larger")).toHaveLength(2);
    expect(said).toContain("c: What it says of a bar hangs on bars after it");
    expect(said).toContain("None of them is enabled. Exit code 4");
  });

  it("says that the verdict switches nothing off, and the setting that would", () => {
    const said = text([row("momentum", ["dearer"])], ["momentum"]);
    expect(said).toContain("switches nothing off: momentum is enabled and trades on.");
    expect(said).toContain("strategy_registry.strategies.momentum.enabled = false");
  });

  it("advises nobody who is admitted, and keeps to 80 columns", () => {
    expect(text([row("momentum", [])], ["momentum"])).not.toContain("What to do");
    const lines = admissionLines([row("momentum", ["dearer", "warmup"])], ["momentum"], paper);
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
  });
});
