import { nearest } from "../../../lib/nearest.js";
import type { UnplacedProblem } from "./fault-problem.js";
import { errorText } from "./error-texts.js";
import { fitsGlob } from "./glob.js";
import { parseInstant } from "./market-instant.js";
import { REST_PATHS } from "./rest-paths.js";
import type { FaultRule, FaultScript } from "./script-schema.js";

/** What single values can't tell: names that don't exist, and members that don't go together. */
export function ruleProblems(script: FaultScript, symbols: readonly string[] | null): readonly UnplacedProblem[] {
  return script.rules.flatMap((rule, index) => {
    const at = `rules.${index}`;
    return [
      ...pathProblems(rule, at),
      ...executeProblems(rule, at),
      ...windowProblems(rule, at),
      ...textProblems(rule, at),
      ...filterProblems(rule, at),
      ...(symbols === null ? [] : symbolProblems(rule, at, symbols)),
    ];
  });
}

function contradiction(path: string, value: unknown, message: string, fix: string): UnplacedProblem {
  return { code: "contradiction", path, value, allowed: null, message, fix };
}

function pathProblems(rule: FaultRule, at: string): readonly UnplacedProblem[] {
  const path = rule.on === "request" ? rule.match?.path : undefined;
  if (path === undefined || REST_PATHS.some((known) => fitsGlob(path, known))) return [];
  const guess = nearest(path, REST_PATHS);
  const allowed = "a path of the venue like /fapi/v1/order, * stands for anything";
  const fix = guess === null ? `Write ${allowed}.` : `Did you mean ${guess}?`;
  const message = `is ${JSON.stringify(path)}, which fits no path of the venue`;
  return [{ code: "unknown_reference", path: `${at}.match.path`, value: path, allowed, message, fix }];
}

function executeProblems({ do: deed }: FaultRule, at: string): readonly UnplacedProblem[] {
  if (!("execute" in deed) && !("later_wall_ms" in deed)) return [];
  const isLater = deed.execute === "later";
  const path = `${at}.do.later_wall_ms`;
  if (isLater && deed.later_wall_ms === undefined) {
    const allowed = "a whole number ≥ 1";
    return [
      { code: "missing_key", path, value: null, allowed, message: "is missing", fix: 'Add "later_wall_ms": 1500.' },
    ];
  }
  if (isLater || deed.later_wall_ms === undefined) return [];
  const fix = 'Write "execute": "later", or remove it.';
  return [contradiction(path, deed.later_wall_ms, "only goes with execute later", fix)];
}

function windowProblems({ when }: FaultRule, at: string): readonly UnplacedProblem[] {
  const from = parseInstant(when?.at ?? "");
  const until = parseInstant(when?.until ?? "");
  if (from === null || until === null || from.base !== until.base || from.ms < until.ms) return [];
  const message = `is ${JSON.stringify(when?.until)}, not later than at`;
  return [contradiction(`${at}.when.until`, when?.until, message, "Write a time after at, or remove it.")];
}

function textProblems({ do: deed }: FaultRule, at: string): readonly UnplacedProblem[] {
  if (deed.kind !== "answer" || deed.text !== undefined || errorText(deed.code) !== null) return [];
  const message = `is missing: the words of ${deed.code} are not known here`;
  const fix = 'Add "text": what the venue writes beside the number.';
  return [{ code: "missing_key", path: `${at}.do.text`, value: null, allowed: "a text", message, fix }];
}

function filterProblems({ do: deed }: FaultRule, at: string): readonly UnplacedProblem[] {
  if (deed.kind !== "filters" || "tick_size" in deed || "step_size" in deed || "min_notional" in deed) return [];
  const fix = "Add tick_size, step_size or min_notional.";
  return [contradiction(`${at}.do`, deed, "changes no filter", fix)];
}

function symbolProblems(rule: FaultRule, at: string, symbols: readonly string[]): readonly UnplacedProblem[] {
  const used: readonly (readonly [path: string, symbol: string | undefined])[] = [
    [
      `${at}.match.symbol`,
      "match" in rule && rule.match !== undefined && "symbol" in rule.match ? rule.match.symbol : undefined,
    ],
    [`${at}.do.symbol`, "symbol" in rule.do ? rule.do.symbol : undefined],
  ];
  return used.flatMap(([path, symbol]) => {
    if (symbol === undefined || symbols.includes(symbol)) return [];
    const guess = nearest(symbol, symbols);
    const allowed = `one of ${symbols.join(", ")}`;
    const fix = guess === null ? `Write ${allowed}.` : `Did you mean ${guess}?`;
    const message = `is ${JSON.stringify(symbol)}, which this venue doesn't serve`;
    return [{ code: "unknown_reference" as const, path, value: symbol, allowed, message, fix }];
  });
}
