import { err, ok, type Result } from "../../../lib/result.js";
import type { FaultProblem, UnplacedProblem } from "./fault-problem.js";
import { findJsonPlaces, type JsonFault, lineAndColumn } from "./json-places.js";
import { ruleProblems } from "./rule-checks.js";
import { schemaProblems } from "./schema-problems.js";
import { type FaultScript, faultScriptSchema } from "./script-schema.js";

const LONGEST_TEXT = 1_000_000;

export interface FaultScriptOptions {
  /** The symbols the venue serves; without them any symbol of the right form will do. */
  readonly symbols?: readonly string[];
}

/**
 * Reads and checks a fault script.
 *
 * Errors: every problem there is, in the order of the file.
 */
export function parseFaultScript(
  text: string,
  { symbols }: FaultScriptOptions = {},
): Result<FaultScript, readonly FaultProblem[]> {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (json.length > LONGEST_TEXT) return err([tooLong(json.length)]);
  const { offsets, faults } = findJsonPlaces(json);
  const place = (problem: UnplacedProblem): FaultProblem => {
    const offset = nearestOffset(offsets, problem.path);
    return { ...problem, ...lineAndColumn(json, offset) };
  };
  if (faults.length > 0) return err(faults.map((fault) => jsonProblem(fault, json)));
  const raw = parseJson(json);
  if (raw === undefined) return err([jsonProblem(BROKEN, json)]);
  const parsed = faultScriptSchema.safeParse(raw);
  const problems = parsed.success
    ? ruleProblems(parsed.data, symbols ?? null)
    : schemaProblems(parsed.error.issues, raw);
  if (parsed.success && problems.length === 0) return ok(parsed.data);
  return err(problems.map(place).sort((a, b) => a.line - b.line || a.column - b.column));
}

/** The text passed the walk and yet isn't JSON: a number like 01, an unknown escape. */
const BROKEN: JsonFault = { code: "invalid_json", message: "the text is not JSON", path: "", offset: 0 };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a value stands, or what is around it where it isn't there. */
function nearestOffset(offsets: ReadonlyMap<string, number>, path: string): number {
  const keys = path.split(".");
  for (let length = keys.length; length > 0; length -= 1) {
    const offset = offsets.get(keys.slice(0, length).join("."));
    if (offset !== undefined) return offset;
  }
  return offsets.get("") ?? 0;
}

function jsonProblem({ code, message, path, offset }: JsonFault, text: string): FaultProblem {
  return { code, path, ...lineAndColumn(text, offset), value: null, allowed: null, message, fix: null };
}

function tooLong(length: number): FaultProblem {
  const message = `has ${length} characters, allowed are ${LONGEST_TEXT}`;
  const allowed = `at most ${LONGEST_TEXT} characters`;
  return { code: "out_of_range", path: "", line: 1, column: 1, value: null, allowed, message, fix: "Shorten it." };
}
