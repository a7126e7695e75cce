import type { z } from "zod";
import { nearest } from "../../../lib/nearest.js";
import { isoUtc } from "../../../lib/time.js";
import type { UnplacedProblem } from "./fault-problem.js";
import {
  constants,
  discriminatorValues,
  keysOf,
  nodeAt,
  numberLimit,
  scriptNode,
  valueAt,
  wordsFor,
  type WordNode,
} from "./schema-words.js";

type Issue = z.core.$ZodIssue;

interface At {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string | null;
  readonly node: WordNode | null;
}

/** What the schema finds wrong, as problems a person can act on: one for each place. */
export function schemaProblems(issues: readonly Issue[], raw: unknown): readonly UnplacedProblem[] {
  const root = scriptNode();
  const meant = new Set<string>();
  const problems = issues.flatMap((issue) => problemsOf(issue, { root, raw, meant }));
  // A misspelled key is there under another name: one mistake, one message.
  return problems.filter(({ code, path }) => code !== "missing_key" || !meant.has(path));
}

interface Source {
  readonly root: WordNode;
  readonly raw: unknown;
  /** Paths that misspelled keys probably stand for. */
  readonly meant: Set<string>;
}

function problemsOf(issue: Issue, { root, raw, meant }: Source): readonly UnplacedProblem[] {
  const path = issue.path.map((key) => (typeof key === "symbol" ? key.toString() : key));
  const node = nodeAt(root, raw, path);
  const at: At = { path: path.join("."), value: valueAt(raw, path), allowed: wordsFor(node), node };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, { ...at, value: valueAt(raw, [...path, key]) }, meant));
    case "invalid_union": {
      const key = path.at(-1) ?? "";
      const values = discriminatorValues(nodeAt(root, raw, path.slice(0, -1)), key);
      return [badValue({ ...at, allowed: `one of ${values.join(", ")}` }, values)];
    }
    case "too_big":
    case "too_small":
      return [outOfRange(at)];
    case "invalid_type":
      return [badType(at)];
    default:
      return [badValue(at, constants(node))];
  }
}

const UNITS_MS: readonly (readonly [suffix: RegExp, ms: number])[] = [
  [/_(?:s|sec|secs|seconds)$/, 1_000],
  [/_(?:m|min|mins|minutes)$/, 60_000],
  [/_(?:h|hours)$/, 3_600_000],
];

function unknownKey(key: string, { path, value, node }: At, meant: Set<string>): UnplacedProblem {
  const known = keysOf(node);
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const place = { path: below(key), value, allowed: known.join(", ") };
  const unit = UNITS_MS.find(([suffix]) => suffix.test(key));
  const inMs = unit === undefined ? key : key.replace(unit[0], "_ms");
  const wanted = known.find((name) => name.endsWith("_ms") && nearest(inMs, [name]) !== null);
  if (unit !== undefined && wanted !== undefined && typeof value === "number") {
    meant.add(below(wanted));
    const fix = `Did you mean "${wanted}": ${value * unit[1]}?`;
    return { code: "wrong_unit", ...place, message: "is not a known key: times are in milliseconds here", fix };
  }
  const guess = nearest(key, known);
  if (guess !== null) meant.add(below(guess));
  const fix = guess === null ? `Remove it; known here: ${known.join(", ")}.` : `Did you mean ${guess}?`;
  return { code: "unknown_key", ...place, message: "is not a known key", fix };
}

function missing({ path, allowed }: At): UnplacedProblem {
  const fix = `Add "${path.split(".").at(-1) ?? ""}": ${allowed ?? "a value"}.`;
  return { code: "missing_key", path, value: null, allowed, message: "is missing", fix };
}

function badType(at: At): UnplacedProblem {
  const { path, value, allowed, node } = at;
  if (value === undefined) return missing(at);
  const message = `is ${shown(value)}, not ${allowed ?? "allowed"}`;
  return { code: "wrong_type", path, value, allowed, message, fix: typeFix(at, node?.["type"]) };
}

function typeFix({ value, allowed, path }: At, type: unknown): string {
  const isNumber = type === "number" || type === "integer";
  if (isNumber && typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)))
    return `Write ${value} without quotes.`;
  if (type === "string" && typeof value === "number") {
    const calendarMs = /(?:at|until)$/.test(path) ? plausibleEpochMs(value) : null;
    if (calendarMs !== null) return `Did you mean "${isoUtc(calendarMs)}"?`;
    if (allowed?.includes("in quotes") === true) return `Write "${value}" in quotes.`;
  }
  return `Write ${allowed ?? "another value"}.`;
}

/** Seconds or milliseconds since 1970, where that lies between 2001 and 2100. */
function plausibleEpochMs(value: number): number | null {
  const inRange = (ms: number): boolean => ms >= 978_307_200_000 && ms < 4_102_444_800_000;
  return [value, value * 1_000].find(inRange) ?? null;
}

function outOfRange({ path, value, allowed, node }: At): UnplacedProblem {
  const limit = numberLimit(node, "maximum");
  if (typeof value === "number" && limit === 1 && value > 1 && value <= 100) {
    const message = `is ${shown(value)}, but it is a fraction`;
    const fix = `${value} means ${tidy(value * 100)} %: did you mean ${tidy(value / 100)}?`;
    return { code: "wrong_unit", path, value, allowed, message, fix };
  }
  if (Array.isArray(value)) {
    const message = `has ${value.length} entries`;
    return {
      code: "out_of_range",
      path,
      value: null,
      allowed: "1 to 500 rules",
      message,
      fix: "Write 1 to 500 rules.",
    };
  }
  const what = typeof value === "string" ? `has ${value.length} characters` : `is ${shown(value)}`;
  const message = `${what}, allowed is ${allowed ?? "another value"}`;
  return { code: "out_of_range", path, value, allowed, message, fix: `Write ${allowed ?? "a value in range"}.` };
}

function badValue(at: At, values: readonly string[]): UnplacedProblem {
  const { path, value, allowed } = at;
  if (value === undefined) return missing(at);
  const message = `is ${shown(value)}, allowed is ${allowed ?? "another value"}`;
  const guess = typeof value === "string" ? (nearest(value, values) ?? asSymbol(path, value)) : null;
  const fix = guess === null ? `Write ${allowed ?? "an allowed value"}.` : `Did you mean ${guess}?`;
  return { code: "not_allowed", path, value, allowed, message, fix };
}

/** `btc/usdt` and `BTC/USDT:USDT` are other people's spellings of BTCUSDT. */
function asSymbol(path: string, value: string): string | null {
  if (!path.endsWith(".symbol")) return null;
  const plain = value
    .toUpperCase()
    .replace(/:.*$/, "")
    .replace(/[/_\s-]/g, "");
  return /^[A-Z0-9]{5,}$/.test(plain) ? plain : null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** 0.1 × 3 prints as 0.3. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}
