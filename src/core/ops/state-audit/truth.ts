import { quoted } from "../../journal/codec.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { AuditFinding } from "../config-audit/finding.js";
import { counted } from "../doctor/words.js";
import { type Difference, differences, without } from "./differences.js";

/** A telemetry file beside what the journal makes of it. */
export interface ToldDocument {
  readonly name: string;
  readonly recorded: unknown;
  readonly recomputed: unknown;
}

/** A line file beside what the journal makes of it: whole lines. */
export interface ToldLines {
  readonly name: string;
  readonly recorded: readonly string[];
  /** Up to the end of the journal. */
  readonly recomputed: readonly string[];
  /** Lines that were in place when the newest projection was written. */
  readonly least: number;
}

/** Members that are a process's own: no journal knows them. */
const PROCESS_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  "health.json": ["pid", "state", "heartbeats", "lags", "latencies", "venues", "rssBytes"],
  "router_health.json": ["circuits"],
};

/** Differences of one file that are named; the rest is counted. */
const MOST_NAMED = 10;

/** Every figure of a telemetry file that is not the journal's. */
export function documentFindings({ name, recorded, recomputed }: ToldDocument, fix: string): readonly AuditFinding[] {
  const own = PROCESS_MEMBERS[name] ?? [];
  const found = differences(without(recorded, own), without(recomputed, own));
  const named = found.slice(0, MOST_NAMED).map((difference) => figureFinding(name, difference, fix));
  return found.length > named.length ? [...named, restFinding(name, found.length - named.length, fix)] : named;
}

function figureFinding(file: string, { path, recorded, recomputed }: Difference, fix: string): AuditFinding {
  const message = `says ${quoted(recorded)}, the journal makes it ${quoted(recomputed)}`;
  return { severity: "error", code: "figure_differs", file, path, message, fix };
}

function restFinding(file: string, count: number, fix: string): AuditFinding {
  const message = `${counted(count, "more figure")} ${count === 1 ? "differs" : "differ"} from the journal's`;
  return { severity: "error", code: "figure_differs", file, path: "", message, fix };
}

/** The first line of a line file that is not the journal's, or what is missing at its end. */
export function lineFindings({ name, recorded, recomputed, least }: ToldLines, fix: string): readonly AuditFinding[] {
  const finding = (line: number, message: string): readonly AuditFinding[] => [
    { severity: "error", code: "line_differs", file: name, path: `line ${String(line)}`, message, fix },
  ];
  const index = recorded.findIndex((line, at) => line !== recomputed[at]);
  if (index !== -1) {
    const wanted = recomputed[index];
    if (wanted === undefined) {
      return finding(index + 1, `is one of ${counted(recorded.length - index, "line")} that the journal does not make`);
    }
    return finding(index + 1, differenceText(recorded[index] ?? "", wanted));
  }
  if (recorded.length >= least) return [];
  return finding(recorded.length + 1, `is missing: the file ends ${counted(least - recorded.length, "line")} early`);
}

function differenceText(recorded: string, recomputed: string): string {
  const [first] = differences(parsed(recorded), parsed(recomputed));
  if (first === undefined || first.path === "")
    return `says ${quoted(recorded)}, the journal makes it ${quoted(recomputed)}`;
  return `${first.path} says ${quoted(first.recorded)}, the journal makes it ${quoted(first.recomputed)}`;
}

function parsed(line: string): unknown {
  const value = parseJson(line);
  return value.ok ? value.value : line;
}
