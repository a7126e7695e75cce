import { metricWords } from "../../lib/metric-words.js";
import { equityCurve } from "../../quant/equity-curve.js";
import type { RunEvidence } from "../run/run-evidence.js";
import { commonBars } from "./shared-bars.js";
import type { CompareDocument } from "./compare.js";
import { compactPercent, count, day, decimal, percent, signedPercent } from "../../page/figures.js";
import { type Block, columnsOf, type Page, type Section } from "../../page/page.js";

const RATIOS = ["sharpe", "sortino", "calmar", "profitFactor", "turnover", "exposure"];
const COUNTS = ["trades"];
const MONEY = ["fees", "funding"];

/** A figure of a metric as a person reads it; a share is in percent. */
export function metricText(metric: string, value: number | null): string {
  if (COUNTS.includes(metric)) return value === null ? decimal(null) : count(value);
  return RATIOS.includes(metric) || MONEY.includes(metric) ? decimal(value) : percent(value);
}

/** Letter of the n-th run. */
export function letterOf(run: number): string {
  return String.fromCharCode("A".charCodeAt(0) + run);
}

/** Several runs beside each other as a page. */
export function comparePage(document: CompareDocument, runs: readonly RunEvidence[]): Page {
  const letters = runs.map((_, at) => letterOf(at));
  return {
    title: `${count(runs.length)} runs compared`,
    subtitle: letters.map((letter, at) => `${letter}: ${runs[at]?.run.id ?? ""}`).join(" · "),
    notice:
      "Simulated results on recorded data. The best of several runs is better than the next one will be: it was chosen.",
    sections: [runSection(document), metricSection(document, letters), commonSection(document, letters, runs)],
  };
}

function runSection({ runs }: CompareDocument): Section {
  return {
    title: "Runs",
    blocks: [
      {
        kind: "table",
        caption: "What is compared",
        columns: columnsOf(
          ["", "run", "kind", "markets", "from", "to", "parameters"],
          ["", "run", "kind", "markets", "from", "to", "parameters"],
        ),
        rows: runs.map(({ id, kind, symbols, from, to, params }, at) => [
          ...[letterOf(at), id, kind, symbols.length > 3 ? `${count(symbols.length)} markets` : symbols.join(", ")],
          ...[from.slice(0, 10), to.slice(0, 10), parameters(params, runs)],
        ]),
      },
    ],
  };
}

/** Those that not all runs have alike. */
function parameters(params: Readonly<Record<string, unknown>>, runs: CompareDocument["runs"]): string {
  const differing = Object.keys(params).filter((name) =>
    runs.some((other) => JSON.stringify(other.params[name]) !== JSON.stringify(params[name])),
  );
  return differing.length === 0
    ? "the same"
    : differing.map((name) => `${name} ${JSON.stringify(params[name])}`).join(", ");
}

function metricSection({ differences }: CompareDocument, letters: readonly string[]): Section {
  const others = letters.slice(1).map((letter) => `${letter} − A`);
  return {
    title: "Figures",
    blocks: [
      {
        kind: "table",
        caption: "Each over its own span, and the difference from A",
        columns: columnsOf(["figure", ...letters, ...others]),
        rows: differences.map(({ metric, values, fromFirst }) => [
          metricWords(metric),
          ...values.map((value) => metricText(metric, value)),
          ...fromFirst.slice(1).map((value) => metricText(metric, value)),
        ]),
      },
    ],
  };
}

function commonSection({ common }: CompareDocument, letters: readonly string[], runs: readonly RunEvidence[]): Section {
  const title = "Over the bars that all have";
  if (common === null) return { title, blocks: [{ kind: "text", text: "They have no three bars in common." }] };
  const { atMs, returns } = commonBars(runs.map(({ equity }) => equity));
  const lines = returns.map((of, at) => ({
    name: `${letterOf(at)}: ${runs[at]?.run.id ?? ""}`,
    atMs,
    values: equityCurve(of).map((value) => value - 1),
  }));
  const span = `${day(Date.parse(common.from))} to ${day(Date.parse(common.to))}, ${count(common.bars)} bars`;
  const blocks: readonly Block[] = [
    {
      kind: "chart",
      chart: {
        ...{ id: "returns", title: "Return since the first common bar", lines, area: false, format: compactPercent },
        description: `Returns of ${letters.join(", ")} from ${span}.`,
      },
    },
    {
      kind: "table",
      caption: span,
      columns: columnsOf(["", "return", "Sharpe", "max drawdown"]),
      rows: common.figures.map(({ totalReturn, sharpe, maxDrawdown }, at) => [
        ...[letterOf(at), signedPercent(totalReturn), decimal(sharpe), percent(maxDrawdown)],
      ]),
    },
    {
      kind: "table",
      caption: "Correlation of their bar returns",
      columns: columnsOf(["", ...letters]),
      rows: common.correlation.map((row, at) => [
        letterOf(at),
        ...row.map((value) => ({ text: decimal(value), heat: value ?? 0 })),
      ]),
    },
  ];
  return { title, blocks };
}
