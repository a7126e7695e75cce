import { basename, join, resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { replaceBytes } from "../../adapters/lake/replace-bytes.js";
import { type TableColumn, tableBytes } from "../../adapters/parquet/table-bytes.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import { isoUtc } from "../../lib/time.js";
import { EXPORT_TABLES, TableRows } from "../../ops/journal-export/tables.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { StatePlace } from "../choose-state.js";
import { journalEvents, requireStateDirectory } from "../session-state.js";

export interface JournalExportRequest {
  readonly place: StatePlace;
  /** --out; STATE/export without it. */
  readonly out: string | undefined;
  readonly fromMs: number;
  /** Events before this. */
  readonly toMs: number;
}

interface ExportedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha: string;
}

/** `hedge journal export --json`; also written as export.json beside the files. */
export interface JournalExportDocument {
  readonly schema: "hedge.journal-export/1";
  readonly mode: Mode | null;
  readonly directory: string;
  readonly events: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly lastHash: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly files: readonly ExportedFile[];
}

const DOCUMENT = "export.json";
/** Rows of one file: a table of years is several, and none of them fills the memory. */
const FILE_ROWS = 100_000;

/**
 * `hedge journal export`: a journal as Parquet, for notebooks. An earlier export in the same directory is replaced.
 *
 * Errors: Failure 3 where there is no state; 2 where the directory holds something else; those of the journal.
 */
export async function journalExport({
  place,
  out,
  fromMs,
  toMs,
}: JournalExportRequest): Promise<JournalExportDocument> {
  const state = await requireStateDirectory(nodeFiles, place);
  const directory = resolve(out ?? join(state, "export"));
  removeEarlier(directory);
  const writer = new ExportWriter(directory);
  const span = { mode: null as Mode | null, first: null as Stamp | null, last: null as Stamp | null, events: 0 };
  for (const event of journalEvents(state, nodeFiles, null)) {
    span.mode ??= event.mode;
    const isWanted = event.atMs >= fromMs && event.atMs < toMs;
    if (!isWanted) continue;
    span.events += 1;
    span.first ??= event;
    span.last = event;
    writer.add(event);
  }
  const { mode, first, last, events } = span;
  const document: JournalExportDocument = {
    schema: "hedge.journal-export/1",
    mode,
    directory,
    events,
    firstSeq: first?.seq ?? null,
    lastSeq: last?.seq ?? null,
    lastHash: last?.hash ?? null,
    from: first === null ? null : isoUtc(first.atMs),
    to: last === null ? null : isoUtc(last.atMs),
    files: writer.finish(),
  };
  nodeFiles.replace(join(directory, DOCUMENT), `${JSON.stringify(document, null, 2)}\n`);
  return document;
}

interface Stamp {
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
}

/** Writes each table into `TABLE/000001.parquet` and on. A table without rows is an empty file: a query finds its columns. */
class ExportWriter {
  readonly #tables = EXPORT_TABLES.map((table) => ({ rows: new TableRows(table), parts: 0 }));
  readonly #files: ExportedFile[] = [];

  constructor(readonly directory: string) {}

  add(event: Parameters<TableRows["add"]>[0]): void {
    for (const table of this.#tables) {
      table.rows.add(event);
      if (table.rows.length >= FILE_ROWS) this.#write(table);
    }
  }

  finish(): readonly ExportedFile[] {
    for (const table of this.#tables) if (table.rows.length > 0 || table.parts === 0) this.#write(table);
    return [...this.#files].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #write(table: { readonly rows: TableRows; parts: number }): void {
    table.parts += 1;
    const rows = table.rows.length;
    const path = `${table.rows.table.name}/${String(table.parts).padStart(6, "0")}.parquet`;
    const bytes = tableBytes(table.rows.take() as readonly TableColumn[]);
    replaceBytes(nodeFiles, join(this.directory, path), bytes);
    this.#files.push({ path, rows, bytes: bytes.length, sha: sha256Hex(bytes) });
  }
}

/** Takes away what an earlier export wrote, and nothing else. */
function removeEarlier(directory: string): void {
  const names = nodeFiles.list(directory);
  const known = [DOCUMENT, ...EXPORT_TABLES.map(({ name }) => name)];
  const text = nodeFiles.readText(join(directory, DOCUMENT));
  const parsed = text === null ? null : parseJson(text);
  const isExport = parsed?.ok === true && names.every((name) => known.includes(name));
  if (names.length > 0 && !isExport) {
    throw new Failure("invalid_value", 2, `${directory} holds something that is no export of a journal`, {
      path: "--out",
      value: basename(directory),
      fix: "Name a new directory.",
    });
  }
  // Its table of contents goes first: what is half taken away or half written has none.
  for (const name of [DOCUMENT, ...names.filter((other) => other !== DOCUMENT)])
    nodeFiles.remove(join(directory, name));
  nodeFiles.makeDirectory(directory);
}
