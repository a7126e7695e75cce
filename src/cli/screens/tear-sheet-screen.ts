import { figureLines } from "../figures.js";
import { percent, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { cleanText } from "../../core/lib/text.js";
import { heading } from "./heading.js";

interface TearSheetView {
  readonly mode: string | null;
  readonly run: string | null;
  readonly investor: boolean;
  readonly file: string;
  readonly pdf: string | null;
  readonly from: string;
  readonly at: string;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly daily: {
    readonly sharpe: number | null;
    readonly sharpeInterval: readonly [number, number] | null;
    readonly maxDrawdown: number | null;
    readonly volatility: number | null;
  };
}

/** Where a tear sheet lies, and the first of its figures. */
export function tearSheetScreen(view: TearSheetView, paper: Paper): readonly string[] {
  const { daily, mode, run, investor } = view;
  const interval = daily.sharpeInterval?.map((end) => end.toFixed(2)).join(" to ");
  const what = `${investor ? "tear sheet for investors" : "tear sheet"}${run === null ? "" : ` of ${cleanText(run)}`}`;
  const lines = [
    { label: "return", parts: [signedPercent(view.totalReturn), `${signedPercent(view.cagr)} a year`] },
    {
      label: "Sharpe ratio",
      parts: [daily.sharpe?.toFixed(2) ?? UNKNOWN, ...(interval === undefined ? [] : [`95 %: ${interval}`])],
    },
    { label: "risk", parts: [`drawdown ${percent(daily.maxDrawdown)}`, `volatility ${percent(daily.volatility)}`] },
  ];
  const written = [view.file, ...(view.pdf === null ? [] : [view.pdf])];
  return [
    heading({ mode: mode ?? "backtest", at: view.at }, what, paper),
    "",
    ...figureLines(lines, paper),
    "",
    ...written.flatMap((file) => paper.wrap(`Written: ${cleanText(file)}`)).map((line) => paper.tint(line, "dim")),
  ];
}
