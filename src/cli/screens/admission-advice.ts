import { grouped } from "../../core/lib/grouped.js";
import type { Paper } from "../paper.js";
import type { AdmissionView } from "./admission-lines.js";

/** What each failed test means, and what to do about it. */
const ADVICE = {
  truncation:
    "What it says of a bar hangs on bars after it, so its backtests are worth nothing. Don't trade it; correct its code.",
  warmup:
    "What it says hangs on bars from before its warm-up, so a restart may change it. Don't trade it; lengthen its warm-up, " +
    "or record more history where nothing could be compared.",
  stress:
    "Its edge is no larger than what trading costs, or is gone one bar later: a wider spread or a slow day turns it into a " +
    "loss. Don't give it money on this record. What helps is more gain a trade (longer bars, a higher threshold, fewer trades) " +
    "or lower costs; try parameters with hedge backtest run --strategy S --param k=v, on years that they were not chosen on.",
} as const;

const ADVICE_OF: Readonly<Record<string, keyof typeof ADVICE>> = {
  truncation: "truncation",
  warmup: "warmup",
  dearer: "stress",
  later: "stress",
};

/** Advice on every kind of failure, once, with the strategies it is for; who of them trades all the same; the exit code. */
export function adviceLines(
  rows: readonly AdmissionView[],
  enabled: readonly string[],
  paper: Paper,
): readonly string[] {
  const failures = rows.flatMap(({ strategy, failed }) =>
    failed.map((test) => ({ strategy, kind: ADVICE_OF[test] ?? "stress" })),
  );
  if (failures.length === 0) return [];
  const advice = [...grouped(failures, ({ kind }) => kind)].flatMap(([kind, of]) =>
    paper.wrap(`${[...new Set(of.map(({ strategy }) => strategy))].join(", ")}: ${ADVICE[kind]}`),
  );
  const failed = [...new Set(failures.map(({ strategy }) => strategy))];
  const trading = failed.filter((strategy) => enabled.includes(strategy));
  const setting = (strategy: string): string => `strategy_registry.strategies.${strategy}.enabled`;
  const switches =
    trading.length === 0
      ? "None of them is enabled."
      : `This verdict switches nothing off: ${trading.join(", ")} ${trading.length === 1 ? "is" : "are"} enabled and ` +
        `trade${trading.length === 1 ? "s" : ""} on. To stop: ${trading.map(setting).join(", ")} = false.`;
  return ["", "What to do", ...advice, ...paper.wrap(`${switches} Exit code 4: a check found problems.`)];
}
