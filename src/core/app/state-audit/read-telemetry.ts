import { nodeFiles } from "../../adapters/fs/node-files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { TELEMETRY_SCHEMAS, type TelemetryFileName } from "../../telemetry/exported.schema.js";
import { linesOf, type Stand } from "./retell.js";

/** A telemetry file as it lies there. */
export interface ReadFile {
  readonly name: TelemetryFileName;
  /** Null where it is missing. */
  readonly text: string | null;
  readonly value: unknown;
  /** Whole lines of a line file; null for a document. */
  readonly lines: readonly string[] | null;
  /** Where its figures stand; null where it doesn't say. */
  readonly stand: Stand | null;
  /** The first place at which it is not what it should be. */
  readonly problem: { readonly path: string; readonly message: string } | null;
}

const NAMES = Object.keys(TELEMETRY_SCHEMAS) as TelemetryFileName[];

/** All telemetry files of a state directory, each held against its schema. */
export function readTelemetry(directory: string): readonly ReadFile[] {
  return NAMES.map((name) => {
    const text = nodeFiles.readText(`${directory}/${name}`);
    if (text === null) return { name, text, value: null, lines: null, stand: null, problem: null };
    return name.endsWith(".jsonl") ? readLineFile(name, text) : readOne(name, text);
  });
}

function readOne(name: TelemetryFileName, text: string): ReadFile {
  const parsed = parseJson(text);
  if (!parsed.ok)
    return { name, text, value: null, lines: null, stand: null, problem: { path: "", message: parsed.error } };
  const { value } = parsed;
  const problem = problemOf(name, value, "");
  return { name, text, value, lines: null, stand: problem === null ? standOf(name, value) : null, problem };
}

function readLineFile(name: TelemetryFileName, text: string): ReadFile {
  const lines = linesOf(text);
  let problem: ReadFile["problem"] = null;
  for (const [index, line] of lines.entries()) {
    const parsed = parseJson(line);
    const place = `line ${String(index + 1)}`;
    problem = parsed.ok ? problemOf(name, parsed.value, place) : { path: place, message: parsed.error };
    if (problem !== null) break;
  }
  return { name, text, value: null, lines, stand: null, problem };
}

function problemOf(name: TelemetryFileName, value: unknown, place: string): ReadFile["problem"] {
  const checked = TELEMETRY_SCHEMAS[name].safeParse(value);
  if (checked.success) return null;
  const [issue] = checked.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return {
    path: [place, path].filter((part) => part !== "").join(" "),
    message: issue?.message ?? "does not fit its schema",
  };
}

/** `seq` and `at` of a document; a heartbeat before the first event stands nowhere. */
function standOf(name: string, value: unknown): Stand | null {
  const { seq, at } = value as { readonly seq?: unknown; readonly at?: unknown };
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return typeof seq === "number" && seq > 0 && Number.isFinite(atMs) ? { name, seq, atMs } : null;
}
