import { figureLines } from "../figures.js";
import { percent, ratio, signedPercent } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";

interface ReportView {
  readonly run: string;
  readonly files: Readonly<Record<"html" | "markdown" | "equityCsv" | "tradesCsv", string | null>>;
  readonly daily: { readonly sharpe: number | null; readonly sharpeInterval: readonly [number, number] | null };
  readonly factors: {
    readonly beta: number | null;
    readonly correlation: number | null;
    readonly alpha: number | null;
    readonly rSquared: number | null;
  } | null;
  readonly missing: readonly string[];
}

/** Where a report lies, and what it found beside the figures of the run. */
export function reportScreen({ run, files, daily, factors, missing }: ReportView, paper: Paper): readonly string[] {
  const interval = daily.sharpeInterval?.map((end) => end.toFixed(2)).join(" to ");
  const lines = [
    {
      label: "daily Sharpe",
      parts: [ratio(daily.sharpe), ...(interval === undefined ? [] : [`95 %: ${interval}`])],
    },
    ...(factors === null
      ? []
      : [
          {
            label: "market",
            parts: [
              `beta ${ratio(factors.beta, 3)}`,
              `correlation ${ratio(factors.correlation, 3)}`,
              `alpha ${signedPercent(factors.alpha)} a year`,
              `explained ${percent(factors.rSquared, 1)}`,
            ],
          },
        ]),
  ];
  const written = Object.values(files).filter((file) => file !== null);
  return [
    paper.tint(`Report of ${run}`, "strong"),
    "",
    ...figureLines(lines, paper),
    "",
    ...missing.flatMap(paper.wrap).map((line) => paper.tint(line, "warn")),
    ...written.flatMap((file) => paper.wrap(`Written: ${file}`)).map((line) => paper.tint(line, "dim")),
  ];
}
