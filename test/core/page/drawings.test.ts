import { describe, expect, it } from "vitest";
import { valueAxis } from "../../../src/core/page/axes.js";
import { chartSvg } from "../../../src/core/page/chart.js";
import { escaped } from "../../../src/core/page/escaped.js";
import { binsOf, histogramSvg } from "../../../src/core/page/histogram.js";
import { panelHtml } from "../../../src/core/page/live-page.js";

const format = (value: number): string => String(value);

describe("a histogram", () => {
  it("counts every value once, with one edge at 0", () => {
    const values = [-0.02, -0.01, -0.001, 0, 0.001, 0.02, 0.04, Number.NaN];
    const bins = binsOf(values);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(7);
    expect(bins.some(({ from }) => from === 0)).toBe(true);
    for (const [at, bin] of bins.entries()) if (at > 0) expect(bin.from).toBeCloseTo(bins[at - 1]?.to ?? 0, 12);
  });

  it("of one value 100 times has a bin that holds them all", () => {
    expect(binsOf(new Array<number>(100).fill(0.01)).map(({ count }) => count)).toContain(100);
  });

  it("of nothing is an empty drawing with its words", () => {
    const svg = histogramSvg({ id: "h", title: "Days", description: "None.", values: [], marks: [], format });
    expect(svg).toContain('<title id="h-title">Days</title><desc id="h-desc">None.</desc>');
    expect(svg).not.toContain("NaN");
  });
});

describe("an axis of ratios", () => {
  it("puts 2 halfway between 1 and 4", () => {
    const { y } = valueAxis({ from: 1, to: 4 }, true);
    expect(y(2)).toBeCloseTo((y(1) + y(4)) / 2, 9);
  });

  it("is linear where a value is not above 0, and draws nothing that is no number", () => {
    const line = { name: "a", atMs: [0, 1, 2], values: [0, 1, 2] };
    const chart = { id: "c", title: "C", description: "D", lines: [line], area: false, format };
    expect(chartSvg({ ...chart, logarithmic: true })).toBe(chartSvg(chart));
    expect(chartSvg({ ...chart, lines: [{ ...line, values: [Number.NaN, Number.NaN, Number.NaN] }] })).not.toContain(
      "NaN",
    );
  });
});

describe("text of somebody else", () => {
  it("loses what can't be seen and keeps line breaks, and can't become a tag or end an attribute", () => {
    expect(escaped('a\u001b[31m\u202eb\n"<i>&\u0000')).toBe("a[31mb\n&quot;&lt;i&gt;&amp;");
  });
});

describe("a live panel without its script", () => {
  it("says that there are not enough points where there is one, and has a gap where a value is unknown", () => {
    const chart = { id: "nav", title: "NAV", description: "By day.", unit: "money", area: false, dots: false } as const;
    const panel = (atMs: readonly number[], values: readonly (number | null)[]): string =>
      panelHtml({
        ...{ id: "p", title: "P", width: "full" },
        blocks: [{ kind: "live-chart", chart: { ...chart, atMs, lines: [{ name: "NAV", values }] } }],
      });
    expect(panel([1], [1])).toContain("Not enough points yet.");
    const drawn = panel([0, 1, 2], [100, null, 102]);
    expect(drawn).toContain('aria-labelledby="nav-still-title nav-still-desc"');
    expect(drawn).not.toMatch(/NaN|null/);
  });
});
