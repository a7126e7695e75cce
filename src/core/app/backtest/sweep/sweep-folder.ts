import { replaceShared } from "../../../adapters/fs/create-once.js";
import { Failure } from "../../../lib/failure.js";
import { nearest } from "../../../lib/nearest.js";
import type { Files } from "../../../ports/files.js";
import { parseJson } from "../../../readmodel/json-codec.js";
import { manifestOf, type SweepManifest } from "../../../research/sweep/manifest.js";
import type { SweepDocument } from "../../../research/sweep/sweep-document.js";
import { type ChunkStore, openChunkStore } from "./chunk-store.js";

const MANIFEST = "sweep-manifest.json";
const DOCUMENT = "sweep.json";
const DONE = "DONE.json";

/** What a reader of a sweep has to know beside its document. */
export interface SweepNotes {
  readonly notes: readonly string[];
  /** What the recorded data lacks and what stands in for it: the same for every sweep of these markets. */
  readonly dataNotes: readonly string[];
}

/** `sweep.json`: what was printed, and the notes on it. */
export type KeptSweep = SweepDocument & SweepNotes;

/** `STATE/runs/<id>/` of a sweep: manifest first, then chunks, results and document, `DONE.json` last. */
export interface SweepFolder {
  readonly path: string;
  readonly chunks: ChunkStore;
  manifest(): SweepManifest | null;
  /** Writes the manifest before any work. One that lies there already stays, but for what is shown. */
  begin(manifest: SweepManifest): SweepManifest;
  /** The document, once all is written. */
  finished(): KeptSweep | null;
  finish(document: KeptSweep, results: Uint8Array): void;
  /** As if it had never been begun. */
  clear(): void;
}

/** Errors: Failure 3 for a manifest or a document that is none. */
export function openSweepFolder(files: Files, runs: string, id: string): SweepFolder {
  const path = `${runs}/${id}`;
  const chunks = openChunkStore(files, path);
  const manifest = (): SweepManifest | null => readManifest(files, `${path}/${MANIFEST}`);
  return {
    path,
    chunks,
    manifest,
    begin: (wanted) => {
      const found = manifest();
      const text = JSON.stringify(wanted);
      if (found !== null && JSON.stringify(found) === text) return found;
      files.makeDirectory(path);
      replaceShared(`${path}/${MANIFEST}`, `${text}\n`);
      return wanted;
    },
    finished: () => {
      if (!files.exists(`${path}/${DONE}`)) return null;
      const parsed = parseJson(files.readText(`${path}/${DOCUMENT}`) ?? "");
      return parsed.ok ? (parsed.value as KeptSweep) : null;
    },
    finish: (document, results) => {
      files.makeDirectory(path);
      replaceShared(`${path}/${document.files.results}`, results);
      replaceShared(`${path}/${DOCUMENT}`, `${JSON.stringify(document, null, 2)}\n`);
      const { id: of, inputsHash, combinations } = document;
      replaceShared(
        `${path}/${DONE}`,
        `${JSON.stringify({ schema: "hedge.sweep-done/1", id: of, inputsHash, combinations })}\n`,
      );
    },
    clear: () => {
      files.remove(`${path}/${DONE}`);
      chunks.clear();
    },
  };
}

const LISTED = 8;

/**
 * The sweep that `--resume` names, ended or not: its id, or the beginning of one id alone.
 *
 * Errors: Failure 2 where there is none, or several begin so, naming those there are.
 */
export function sweepNamed(files: Pick<Files, "list" | "exists">, runs: string, wanted: string): string {
  const known = begunSweeps(files, runs);
  if (known.includes(wanted)) return wanted;
  const matching = wanted === "" ? [] : known.filter((id) => id.startsWith(wanted));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const choice = [...(only === undefined ? known : matching)].sort();
  const more = choice.length > LISTED ? ` and ${String(choice.length - LISTED)} more (hedge backtest list)` : "";
  const meant = only === undefined ? nearest(wanted, known) : null;
  const listed = `${meant === null ? "" : `did you mean ${meant}? `}known: ${choice.slice(0, LISTED).join(", ")}${more}`;
  const message =
    only === undefined
      ? `there is no sweep "${wanted}" in ${runs}`
      : `"${wanted}" begins ${String(matching.length)} sweeps`;
  throw new Failure("unknown_id", 2, message, {
    path: "--resume",
    value: wanted,
    fix: choice.length === 0 ? "No sweep was begun there; --state names another folder." : listed,
  });
}

function begunSweeps(files: Pick<Files, "list" | "exists">, runs: string): readonly string[] {
  if (!files.exists(runs)) return [];
  return files.list(runs).filter((id) => files.exists(`${runs}/${id}/${MANIFEST}`));
}

/** Ids of the sweeps of a runs folder that were begun and not ended. */
export function unfinishedSweeps(files: Pick<Files, "list" | "exists">, runs: string): readonly string[] {
  return begunSweeps(files, runs).filter((id) => !files.exists(`${runs}/${id}/${DONE}`));
}

function readManifest(files: Pick<Files, "readText">, file: string): SweepManifest | null {
  const text = files.readText(file);
  if (text === null) return null;
  const manifest = manifestOf(text);
  if (manifest !== null) return manifest;
  throw new Failure(
    "manifest_invalid",
    3,
    `${file} is not what a sweep wrote: its hashes are not those of its content`,
    {
      file,
      fix: "Delete the sweep's folder and begin it again.",
    },
  );
}
