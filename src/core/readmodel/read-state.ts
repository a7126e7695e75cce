import type { Mode } from "../domain/mode.js";
import { err, ok, type Result } from "../lib/result.js";
import type { Shape } from "../lib/shape.js";
import type { Files } from "../ports/files.js";
import { parseJson } from "./json-codec.js";

/** A state directory that is read, never written. */
export interface StateReader {
  readonly files: Pick<Files, "readText" | "readBytes" | "list" | "exists">;
  readonly directory: string;
}

/** Why a document can't be shown, as data; the screen makes the sentence. */
export interface ReadFailure {
  readonly code: string;
  readonly message: string;
  readonly mode?: Mode | undefined;
  readonly file?: string | undefined;
  readonly path?: string | undefined;
  readonly value?: unknown;
  readonly fix?: string | undefined;
  /** Names that would have been right. */
  readonly known?: readonly string[] | undefined;
}

/** Whatever the mode: it is not known here. */
const REBUILD = "start the executor in the mode of these books: it writes the file anew from the journal";

export function invalidState(file: string, message: string, path?: string): ReadFailure {
  return { code: "state_invalid", message: `${file}: ${message}`, file, path, fix: REBUILD };
}

/** Text of a file of the state directory; a failure says what to run when there is none. */
function readStateText({ files, directory }: StateReader, name: string): Result<string, ReadFailure> {
  const text = files.readText(`${directory}/${name}`);
  if (text !== null) return ok(text);
  const file = `${directory}/${name}`;
  if (files.exists(`${directory}/journal`)) {
    return err({ code: "state_missing", message: `${file} is missing, the journal is there`, file, fix: REBUILD });
  }
  const fix = "run `hedge executor` first, or name another directory with --state";
  const isThere = files.exists(directory);
  const message = isThere
    ? `${directory} holds no ${name}: no session has run here`
    : `there is no state in ${directory}`;
  return err({ code: "state_missing", message, file, fix });
}

export function checkShape<T>(file: string, value: unknown, shape: Shape<T>, line?: number): Result<T, ReadFailure> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  const where = line === undefined ? path : `line ${String(line)}${path === "" ? "" : `, ${path}`}`;
  return err(invalidState(file, `${where === "" ? "" : `${where}: `}${issue?.message ?? "not valid"}`, where));
}

export function readStateJson(state: StateReader, name: string): Result<unknown, ReadFailure> {
  const text = readStateText(state, name);
  if (!text.ok) return text;
  const parsed = parseJson(text.value);
  return parsed.ok ? parsed : err(invalidState(`${state.directory}/${name}`, parsed.error));
}

export function readDocument<T>(state: StateReader, name: string, shape: Shape<T>): Result<T, ReadFailure> {
  const value = readStateJson(state, name);
  return value.ok ? checkShape(`${state.directory}/${name}`, value.value, shape) : value;
}

/** All whole lines of a .jsonl file; a last line without line break is still being written. */
export function readLines<T>(state: StateReader, name: string, shape: Shape<T>): Result<readonly T[], ReadFailure> {
  const text = readStateText(state, name);
  if (!text.ok) return text;
  const rows: T[] = [];
  for (const [index, line] of text.value.split("\n").slice(0, -1).entries()) {
    const parsed = parseJson(line);
    const file = `${state.directory}/${name}`;
    if (!parsed.ok)
      return err(invalidState(file, `line ${String(index + 1)}: ${parsed.error}`, `line ${String(index + 1)}`));
    const row = checkShape(file, parsed.value, shape, index + 1);
    if (!row.ok) return row;
    rows.push(row.value);
  }
  return ok(rows);
}
