import type { RunDocument } from "./run-document.js";

/** The run as Markdown, for a repository or a message. */
export function runReport(run: RunDocument, vetoes: ReadonlyMap<string, number>): string {
  const { metrics } = run;
  const rows = Object.entries<number | string | null>({ ...metrics }).map(
    ([name, value]) => `| ${name} | ${figure(value)} |`,
  );
  const params = Object.entries(run.params).map(([name, value]) => `| ${name} | ${JSON.stringify(value)} |`);
  const refused = [...vetoes].sort(([, a], [, b]) => b - a).map(([rule, count]) => `| ${rule} | ${String(count)} |`);
  return [
    `# Backtest ${run.id}`,
    "",
    `${run.strategy} on ${run.symbols.join(", ")}, ${run.from} to ${run.to}, ${String(run.bars)} bars, engine ${run.engine}.`,
    "",
    ...table("metric", rows),
    ...table("parameter", params),
    ...(refused.length === 0 ? [] : table("rule that refused most", refused)),
    "## What to know",
    "",
    ...run.flags.map((flag) => `* ${flag}`),
    "",
    `Inputs: ${run.inputsHash}. The same inputs give the same bytes.`,
    "",
  ].join("\n");
}

function table(title: string, rows: readonly string[]): readonly string[] {
  return [`| ${title} | value |`, "|---|---|", ...rows, ""];
}

function figure(value: number | string | null): string {
  if (value === null) return "–";
  return typeof value === "string" || Number.isInteger(value) ? String(value) : value.toFixed(4);
}
