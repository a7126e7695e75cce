import { money } from "../../core/lib/format.js";
import type { Tone } from "../tint.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { cleanText, wrapText } from "../../core/lib/text.js";
import { findingsLines, type FindingView, type Severity, verdictText } from "./finding-lines.js";
import { type ReplayView, replayLines } from "./config-replay-lines.js";

interface FeasibilityView {
  readonly strategy: string;
  readonly symbol: string;
  readonly nav: string;
  readonly minNotional: string | null;
  readonly maxNotional: string | null;
  readonly feasible: boolean;
  readonly excludedBy: readonly string[];
}

interface ChangeView {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly effect: string;
  readonly severity: Severity;
}

export interface AuditView {
  readonly ok: boolean;
  readonly findings: readonly FindingView[];
  readonly feasibility: readonly FeasibilityView[];
  readonly diff: readonly ChangeView[];
  /** Only with --replay; null where the configuration can't run. */
  readonly replay?: ReplayView | null;
}

interface Compared {
  /** What --against names; null without it. */
  readonly compared: string | null;
  /** Unit of each changed setting that has one, by path. */
  readonly units: Readonly<Record<string, string>>;
}

const FEASIBILITY: readonly Column<FeasibilityView>[] = [
  { title: "strategy", cell: ({ strategy }) => strategy, leaves: 1 },
  { title: "symbol", cell: ({ symbol }) => symbol },
  {
    title: "can trade",
    cell: ({ feasible }) => ({ text: feasible ? "yes" : "no", tone: feasible ? "good" : "bad" }),
  },
  { title: "from USDT", align: "decimal", cell: ({ minNotional }) => (minNotional === null ? "" : money(minNotional)) },
  { title: "to USDT", align: "decimal", cell: ({ maxNotional }) => (maxNotional === null ? "" : money(maxNotional)) },
  { title: "excluded by", cell: ({ excludedBy }) => excludedBy.join(" and "), minWidth: 8 },
];

const EFFECT_TONES: Readonly<Record<string, Tone>> = { loosens: "warn", tightens: "good" };

function shown(value: unknown): string {
  return value === null || value === undefined ? "(none)" : typeof value === "string" ? value : JSON.stringify(value);
}

function feasibilityLines({ feasibility }: AuditView, paper: Paper): readonly string[] {
  const [first] = feasibility;
  // Without prices nothing was worked out, as a finding says: rows that repeat it would read as "none can trade".
  if (first === undefined || feasibility.every(({ excludedBy }) => excludedBy.includes("no_price"))) return [];
  const open = feasibility.filter(({ feasible }) => feasible).length;
  const text = `With a NAV of ${money(first.nav)} USDT ${String(open)} of ${String(feasibility.length)} pairs can trade; one order on empty books may be:`;
  return ["", ...paper.wrap(text), ...renderTable({ columns: FEASIBILITY, rows: feasibility, ...paper })];
}

/** One line a change where it fits, else the values below the setting: a path that is cut says nothing. */
function changeLines({ path, before, after, effect }: ChangeView, unit: string, paper: Paper): readonly string[] {
  const values = cleanText(`${shown(before)} → ${shown(after)}${unit === "" ? "" : ` ${unit}`}`);
  const verb = paper.tint(effect.padEnd(8), EFFECT_TONES[effect] ?? "dim");
  const one = `${cleanText(path)}  ${values}`;
  const indent = " ".repeat(10);
  if (one.length + indent.length <= paper.width) return [`${verb}  ${one}`];
  const below = wrapText(values, Math.max(20, paper.width - indent.length)).map((line) => `${indent}${line}`);
  return [`${verb}  ${cleanText(path)}`, ...below];
}

function diffLines({ diff }: AuditView, { compared, units }: Compared, paper: Paper): readonly string[] {
  if (compared === null) return [];
  if (diff.length === 0) return ["", ...paper.wrap(`Nothing changed against ${compared}.`)];
  const loosened = diff.filter(({ effect }) => effect === "loosens").length;
  const text = `${String(diff.length)} ${diff.length === 1 ? "setting" : "settings"} changed against ${compared}; ${String(loosened)} let more risk through:`;
  return ["", ...paper.wrap(text), ...diff.flatMap((change) => changeLines(change, units[change.path] ?? "", paper))];
}

/** Verdict, findings with their fixes, what can trade, what changed, and what that would have done. */
export function auditConfigScreen(view: AuditView, compared: Compared, paper: Paper): readonly string[] {
  const tone = view.ok ? "good" : "bad";
  return [
    ...wrapText(verdictText("configuration", view), paper.width).map((line) => paper.tint(line, tone)),
    ...findingsLines(view.findings, paper),
    ...feasibilityLines(view, paper),
    ...diffLines(view, compared, paper),
    ...(view.replay === undefined || view.replay === null ? [] : replayLines(view.replay, paper)),
  ];
}
