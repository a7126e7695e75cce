import { counted } from "../figures.js";
import type { Paper } from "../paper.js";
import { cleanText, padEnd, visibleWidth, wrapText } from "../../core/lib/text.js";
import type { Tone } from "../tint.js";

type Status = "pass" | "warn" | "fail" | "skip";

export interface CheckLine {
  /** `subject.what`. */
  readonly id: string;
  readonly status: Status;
  readonly detail: string;
  readonly fix: string | null;
}

const TONES: Readonly<Record<Status, Tone>> = { fail: "bad", warn: "warn", pass: "good", skip: "dim" };
const WORST_FIRST: readonly Status[] = ["fail", "warn", "pass", "skip"];
const INDENT = "  ";
const GAP = "  ";
const STATUS_WIDTH = 4;
const LONGEST_NAME = 24;

const subjectOf = ({ id }: CheckLine): string => id.split(".")[0] ?? id;
const nameOf = ({ id }: CheckLine): string => cleanText(id.split(".").slice(1).join(".") || id);

function counts(checks: readonly CheckLine[]): string {
  const words: Readonly<Record<Status, string>> = { fail: "failed", warn: "warned", pass: "passed", skip: "skipped" };
  return WORST_FIRST.flatMap((status) => {
    const number = checks.filter((check) => check.status === status).length;
    return number === 0 ? [] : [`${String(number)} ${words[status]}`];
  }).join(", ");
}

/** The worst first: what a reader in a hurry has to know. */
function summaryLines(title: string, checks: readonly CheckLine[], { width, tint }: Paper): readonly string[] {
  const worst = WORST_FIRST.find((status) => checks.some((check) => check.status === status)) ?? "pass";
  const isWell = worst === "pass" || worst === "skip";
  const named = checks.filter(({ status }) => status === worst).map(({ id }) => cleanText(id));
  const verdict = isWell ? "well" : worst === "fail" ? `fail: ${named.join(", ")}` : `warn: ${named.join(", ")}`;
  return [
    ...wrapText(`${title}: ${verdict}`, width).map((line) => tint(line, isWell ? "good" : TONES[worst])),
    ...wrapText(`${counted(checks.length, "check")}: ${counts(checks)}`, width).map((line) => tint(line, "dim")),
  ];
}

function checkLines(check: CheckLine, nameWidth: number, { width, tint }: Paper): readonly string[] {
  const margin = INDENT.length + STATUS_WIDTH + GAP.length + nameWidth + GAP.length;
  const room = Math.max(20, width - margin);
  const [first = "", ...more] = wrapText(cleanText(check.detail), room);
  const name = nameOf(check);
  const status = tint(padEnd(check.status, STATUS_WIDTH), TONES[check.status]);
  const isLong = visibleWidth(name) > nameWidth;
  const head = `${INDENT}${status}${GAP}${isLong ? name : padEnd(name, nameWidth)}`;
  const indented = (line: string): string => `${" ".repeat(margin)}${line}`;
  const fix = check.fix === null ? [] : wrapText(`fix: ${cleanText(check.fix)}`, room);
  return [
    ...(isLong ? [head, indented(first)] : [`${head}${GAP}${first}`]),
    ...more.map(indented),
    ...fix.map((line) => indented(tint(line, "strong"))),
  ];
}

export function paintDoctor(checks: readonly CheckLine[], paper: Paper): readonly string[] {
  return paintChecks("doctor", checks, paper);
}

/** Checks in groups by subject, in the order in which they were made. */
export function paintChecks(title: string, checks: readonly CheckLine[], paper: Paper): readonly string[] {
  const nameWidth = Math.min(LONGEST_NAME, Math.max(0, ...checks.map((check) => visibleWidth(nameOf(check)))));
  const subjects = [...new Set(checks.map(subjectOf))];
  return [
    ...summaryLines(title, checks, paper),
    ...subjects.flatMap((subject) => [
      "",
      paper.tint(cleanText(subject), "title"),
      ...checks.filter((check) => subjectOf(check) === subject).flatMap((check) => checkLines(check, nameWidth, paper)),
    ]),
  ];
}
