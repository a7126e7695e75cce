import { count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import type { Tone } from "../tint.js";

interface FindingView {
  readonly severity: "error" | "warning" | "info";
  readonly code: string;
  readonly file: string;
  readonly row: number | null;
  readonly at: string | null;
  readonly message: string;
}

interface DataVerifyView {
  readonly ok: boolean;
  readonly directory: string;
  readonly series: number;
  readonly rows: number;
  readonly findings: readonly FindingView[];
}

const TONES: Readonly<Record<FindingView["severity"], Tone>> = { error: "bad", warning: "warn", info: "dim" };

function findingLines({ severity, code, file, row, at, message }: FindingView, paper: Paper): readonly string[] {
  const place = [file, ...(row === null ? [] : [`row ${count(row)}`]), ...(at === null ? [] : [utc(at)])].join("  ");
  const sentence = paper.wrap(`${severity}  ${code.replaceAll("_", " ")}  ${place}: ${message}`);
  const [first = "", ...rest] = sentence;
  return [first.replace(severity, (word) => paper.tint(word, TONES[severity])), ...rest.map((line) => `  ${line}`)];
}

/** What is merely told is told so often; --json has all of it. */
const MOST_TOLD = 10;

/** `hedge data verify`: the worst first. */
export function dataVerifyScreen(view: DataVerifyView, paper: Paper): readonly string[] {
  const { directory, series, rows, findings, ok } = view;
  const of = (severity: FindingView["severity"]): readonly FindingView[] =>
    findings.filter((finding) => finding.severity === severity);
  const told = of("info");
  const shown = [...of("error"), ...of("warning"), ...told.slice(0, MOST_TOLD)];
  const verdict = ok ? paper.tint("sound", "good") : paper.tint("not sound", "bad");
  const counted = `${count(series)} series, ${count(rows)} rows: every file has the bytes that the manifest names`;
  const more =
    told.length > MOST_TOLD ? `and ${count(told.length - MOST_TOLD)} more of severity info: --json has them` : "";
  return [
    `${paper.tint("DATA VERIFY", "title")}  ${verdict}`,
    ...paper.wrap(directory),
    ...shown.flatMap((finding) => findingLines(finding, paper)),
    ...(more === "" ? [] : paper.wrap(more)),
    ...(ok ? paper.wrap(counted) : []),
  ];
}
