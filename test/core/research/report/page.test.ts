import { describe, expect, it } from "vitest";
import { pageHtml } from "../../../../src/core/page/html.js";
import { pageMarkdown } from "../../../../src/core/page/markdown.js";
import { marketDays } from "../../../../src/core/research/report/market-days.js";
import { reportModel } from "../../../../src/core/research/report/report-model.js";
import { reportPage } from "../../../../src/core/research/report/report-page.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { barSeries } from "../../../support/memory-bar-store.js";
import { DAY_MS, HOUR_MS, sampleRun, START_MS } from "./sample-run.js";

const DAYS = 200;
const rng = createRng("report");
const evidence = sampleRun(Array.from({ length: DAYS * 24 }, () => (rng.next() - 0.495) * 0.004));
const closes = Array.from({ length: (DAYS + 70) * 24 }, (_, row) => [
  ...[START_MS - 70 * DAY_MS + row * HOUR_MS, 100, 100, 100, 100 + 20 * Math.sin(row / 300), 1],
]);
const model = reportModel({
  evidence,
  benchmark: { symbols: ["BTCUSDT"], days: marketDays([barSeries("BTCUSDT", HOUR_MS, closes)]) },
  ...{ missing: [], monteCarlo: null, walkForward: null },
});
const html = pageHtml(reportPage(model));
const unescaped = (text: string): string =>
  text
    .replace(/<[^>]*>/g, "")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

/** Every table of the page: its title and the texts of its rows. */
const tables = [
  ...html.matchAll(/<figcaption>([^<]*)<\/figcaption><div class="scroll"[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/g),
].map(([, title = "", body = ""]) => ({
  title: unescaped(title),
  rows: [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = ""]) => unescaped(cell)),
  ),
}));
const tableOf = (title: string) => tables.find((table) => table.title.startsWith(title))?.rows ?? [];

describe("the page of a run", () => {
  it("asks nothing of anyone: no script, no address but data:, a policy that forbids both", () => {
    const addresses = [...html.matchAll(/\b(?:href|src|srcset|action|data|poster)\s*=\s*"([^"]*)"/g)].map(
      ([, to = ""]) => to,
    );
    expect(addresses.length).toBe(2);
    expect(addresses.filter((to) => !to.startsWith("data:text/csv"))).toEqual([]);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const markup = html.replace(/"data:[^"]*"/g, '""').replace(/>[^<]*</g, "><");
    expect(markup).not.toMatch(/https?:|<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
  });

  it("is whole: each tag that opens closes, in order, and each id is there once", () => {
    const open: string[] = [];
    for (const [, slash, name = "", rest = ""] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)([^>]*)>/g)) {
      if (["meta", "br", "path"].includes(name) && (name !== "path" || rest.endsWith("/"))) continue;
      if (slash === "/") expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, labels = ""] of html.matchAll(/aria-labelledby="([^"]*)"/g)) {
      expect(labels.split(" ").filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  it("says what the document of the run says", () => {
    const figures = [...html.matchAll(/<dt>(.*?)<\/dt><dd class="value[^"]*">(.*?)<\/dd>/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const { totalReturn } = evidence.run.metrics;
    const sign = totalReturn! > 0 ? "+" : "−";
    expect(figures).toContainEqual(["Total return", `${sign}${Math.abs(totalReturn! * 100).toFixed(2)}\u00a0%`]);
    expect(figures).toContainEqual(["Sharpe ratio", "1.50"]);
    expect(figures).toContainEqual(["Max drawdown", "5.12\u00a0%"]);
    expect(figures).toContainEqual(["A year (CAGR)", "n/a"]);
    const costs = new Map(tableOf("In USDT").map(([name, value]) => [name, value]));
    expect([costs.get("fees"), costs.get("funding (received above 0)")]).toEqual(["−12.50", "−3.25"]);
    expect(tableOf("Orders refused")).toEqual([["R12", "3", "100.0\u00a0%"]]);
    expect(tableOf("Parameters")).toContainEqual(["note", JSON.stringify(evidence.run.params["note"])]);
    expect(html).toContain(evidence.run.inputsHash);
    expect(html).toContain("hedge backtest run --strategy momentum --config STATE/runs/sample-1/config");
  });

  it("has months that compound to the total return, and 28 trades whose profits add up", () => {
    const years = tableOf("Return of each month");
    expect(years.map(([year]) => year)).toEqual(["2024"]);
    const growth = model.years
      .flatMap(({ months }) => months)
      .reduce<number>((all, month) => all * (1 + (month ?? 0)), 1);
    expect(growth - 1).toBeCloseTo(evidence.run.metrics.totalReturn!, 12);
    const groups = tableOf("By direction");
    expect(groups).toEqual([
      ["long", "14", "100.0\u00a0%", "1,638.00", "28.00", "−14.00", "10.0"],
      ["short", "14", "0.0\u00a0%", "−742.00", "28.00", "−14.00", "10.0"],
    ]);
  });

  it("draws each chart inside its frame, with a title and a description for who can't see it", () => {
    const charts = [...html.matchAll(/<svg viewBox="0 0 720 260"[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
    expect(charts).toHaveLength(4);
    for (const svg of charts) {
      expect(svg).toMatch(/<title id="[a-z]+-title">[^<]+<\/title><desc id="[a-z]+-desc">[^<]+<\/desc>/);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      const points = [...svg.matchAll(/class="(?:line|area)[^"]*" d="M([^"Z]*)/g)].flatMap(([, path = ""]) =>
        path.split("L"),
      );
      const outside = points
        .map((point) => point.split(" ").map(Number))
        .filter(([x = -1, y = -1]) => !(x >= 80 && x <= 708 && y >= 12 && y <= 226));
      expect([points.length > 100, outside]).toEqual([true, []]);
    }
  });

  it("is the same bytes again, and as Markdown has the same figures and no column broken by a text", () => {
    expect(pageHtml(reportPage(model))).toBe(html);
    const markdown = pageMarkdown(reportPage(model));
    expect(markdown).toContain("| Max drawdown | 5.12\u00a0% |  |");
    expect(markdown).toContain("* A flag \\| with a pipe.");
    expect(markdown).not.toContain("<script>");
  });

  it("of three bars has n/a where nothing can be known, and no chart of a broken number", () => {
    const short = {
      evidence: sampleRun([0.01, -0.02, 0.005]),
      benchmark: null,
      missing: ["No market."],
      monteCarlo: null,
      walkForward: null,
    };
    const page = pageHtml(reportPage(reportModel(short)));
    expect(page).toContain("No market.");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
