import type { z } from "zod";
import { hideUserinfo, hideUserinfoIn } from "../lib/hide-userinfo.js";
import { nearest } from "../lib/nearest.js";
import { getAtPath, joinPath, type PathKey } from "./paths.js";
import type { ConfigProblem } from "./problem.js";
import { allowedText, knownKeys, nodeAt, type SchemaNode } from "./schema-node.js";

type Issue = z.core.$ZodIssue;

/** What a schema finds wrong with one file, as problems a person can act on: one for each place. */
export function issuesToProblems(source: Source & { readonly issues: readonly Issue[] }): readonly ConfigProblem[] {
  return source.issues.flatMap((issue) => toProblems(issue, source)).map(withoutUserinfo);
}

/** An address that is refused may be one with a password in it. */
function withoutUserinfo(problem: ConfigProblem): ConfigProblem {
  return { ...problem, value: hideUserinfoIn(problem.value), message: hideUserinfo(problem.message) };
}

interface Source {
  readonly file: string;
  readonly raw: unknown;
  readonly schema: SchemaNode;
  /** Path of `raw` in its file, where it isn't the whole of it. */
  readonly prefix?: string;
}

function toProblems(issue: Issue, source: Source): readonly ConfigProblem[] {
  const path = issue.path.map((key) => (typeof key === "symbol" ? key.toString() : key));
  const at = { file: source.file, path: joinPath(source.prefix ?? "", ...path), value: getAtPath(source.raw, path) };
  const node = nodeAt(source.schema, path);
  const allowed = allowedText(node);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(source, path, key));
    case "invalid_type":
      return [at.value === undefined ? missingKey(at, allowed) : wrongType(at, allowed)];
    case "too_big":
    case "too_small":
      return [outOfRange(at, allowed, issue)];
    case "invalid_key":
    case "invalid_element":
      return [notAllowed(at, allowed, "not an allowed name")];
    case "custom":
      return [
        { code: "contradiction", ...at, allowed: null, message: issue.message, fix: contradictionFix(at.path, issue) },
      ];
    default:
      return [at.value === undefined ? missingKey(at, allowed) : notAllowed(at, allowed, enumHint(at.value, node))];
  }
}

interface At {
  readonly file: string;
  readonly path: string;
  readonly value: unknown;
}

/** Some checks know better what to do. */
function contradictionFix(path: string, { params }: z.core.$ZodIssueCustom): string {
  const fix: unknown = params?.["fix"];
  if (typeof fix === "string") return fix;
  return `Change ${path.split(".").at(-1) ?? "it"}, or what it is compared with.`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function unknownKey(source: Source, path: readonly PathKey[], key: string): ConfigProblem {
  const here = nodeAt(source.schema, path);
  const known = here === null ? [] : knownKeys(here);
  const guess = nearest(key, known);
  const full = joinPath(source.prefix ?? "", ...path, key);
  return {
    code: "unknown_key",
    file: source.file,
    path: full,
    value: getAtPath(source.raw, [...path, key]),
    allowed: known.join(", "),
    message: "is not a known key",
    fix: guess === null ? `Remove it; known here: ${known.join(", ")}.` : `Did you mean ${guess}?`,
  };
}

function missingKey(at: At, allowed: string | null): ConfigProblem {
  const key = at.path.split(".").at(-1) ?? "";
  return {
    code: "missing_key",
    ...at,
    value: null,
    allowed,
    message: "is missing",
    fix: `Add "${key}": ${allowed ?? "a value"}.`,
  };
}

function wrongType(at: At, allowed: string | null): ConfigProblem {
  const unquoted = typeof at.value === "string" && at.value.trim() !== "" && Number.isFinite(Number(at.value));
  const fix =
    unquoted && allowed?.includes("number") === true
      ? `Write ${at.value} without quotes.`
      : `Write ${allowed ?? "another value"}.`;
  return {
    code: "wrong_type",
    ...at,
    allowed,
    message: `is ${shown(at.value)}, not ${allowed ?? "allowed"}`,
    fix,
  };
}

function outOfRange(
  at: At,
  allowed: string | null,
  issue: Extract<Issue, { code: "too_big" | "too_small" }>,
): ConfigProblem {
  const limit = issue.code === "too_big" ? Number(issue.maximum) : Number.NaN;
  const { value } = at;
  if (typeof value === "number" && limit <= 1 && value > 1 && value / 100 <= limit) {
    const meaning = `${value} means ${tidy(value * 100)} %`;
    const message = `is ${shown(value)}, but it is a fraction`;
    return { code: "wrong_unit", ...at, allowed, message, fix: `${meaning}: did you mean ${tidy(value / 100)}?` };
  }
  const message = `is ${shown(value)}, allowed is ${allowed ?? "another value"}`;
  return { code: "out_of_range", ...at, allowed, message, fix: `Write ${allowed ?? "a value in range"}.` };
}

function notAllowed(at: At, allowed: string | null, hint: string | null): ConfigProblem {
  const message = `is ${shown(at.value)}, allowed is ${allowed ?? "another value"}`;
  return { code: "not_allowed", ...at, allowed, message, fix: hint ?? `Write ${allowed ?? "an allowed value"}.` };
}

function enumHint(value: unknown, node: SchemaNode | null): string | null {
  const values = node?.["enum"];
  if (typeof value !== "string" || !Array.isArray(values)) return null;
  const guess = nearest(value, values.map(String));
  return guess === null ? null : `Did you mean ${guess}?`;
}

/** 0.1 × 3 prints as 0.3. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}
