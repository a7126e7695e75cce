import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";
import { counted, listed } from "./words.js";

export interface ConfigFinding {
  readonly file: string;
  /** Dotted path below the file; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix: string | null;
}

/** Which strategies can trade which symbols at the NAV of the session. */
interface Feasibility {
  readonly nav: string;
  readonly pairs: number;
  /** Pairs that can trade some size. */
  readonly possible: number;
  /** Sentences of the audit on those that can't. */
  readonly infeasible: readonly string[];
}

export interface ConfigFacts {
  readonly directory: string;
  /** Findings of the loader, none if it loads; the error says why the directory can't be read at all. */
  readonly findings: Reading<readonly ConfigFinding[]>;
  /** Null where it was not worked out; `feasibilityGap` says why. */
  readonly feasibility: Feasibility | null;
  readonly feasibilityGap: string;
}

/** Further findings are counted: a broken file may hold hundreds. */
const SHOWN_FINDINGS = 20;

export function checkConfig({ directory, findings }: ConfigFacts): readonly Check[] {
  const id = "config.files";
  if (!findings.ok) {
    return [fail(id, `${directory} can't be read: ${findings.error}`, "name the directory with --config DIR")];
  }
  const count = findings.value.length;
  if (count === 0) return [pass(id, `${directory} loads, all values within their limits`)];
  const summary = `${directory} does not load: ${counted(count, "problem")}`;
  return [
    fail(id, count > SHOWN_FINDINGS ? `${summary}, the first ${String(SHOWN_FINDINGS)} below` : summary, "see below"),
    ...findings.value.slice(0, SHOWN_FINDINGS).map((finding, index) => findingCheck(finding, index + 1)),
  ];
}

function findingCheck({ file, path, message, fix }: ConfigFinding, number: number): Check {
  const place = path === "" ? file : `${file} ${path}`;
  return fail(`config.problem-${String(number)}`, `${place}: ${message}`, fix ?? `correct ${file}`);
}

/** A configuration may load and still let no order through: the smallest legal size above the largest allowed one. */
export function checkFeasibility({ feasibility, feasibilityGap }: ConfigFacts): Check {
  const id = "config.feasibility";
  if (feasibility === null) return skip(id, feasibilityGap);
  const { nav, pairs, possible, infeasible } = feasibility;
  const detail = `${String(possible)} of ${String(pairs)} strategy × symbol pairs can trade at NAV ${nav}`;
  if (infeasible.length === 0) return pass(id, detail);
  const named = `${detail}; ${listed(infeasible, 1)}`;
  const fix = "`hedge audit config` names the rules that exclude each other";
  return possible > 0 ? warn(id, named, fix) : fail(id, named, fix);
}
