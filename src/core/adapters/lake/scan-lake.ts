import { join, relative, sep } from "node:path";
import { inspectTree } from "../fs/file-modes.js";
import { UNFINISHED } from "./replace-bytes.js";

/** A folder that is larger is no lake; what lies beyond is not looked at. */
const MOST_ENTRIES = 100_000;

/** Parquet files below a lake that its manifest does not name, and what a write that was cut off has left; paths below the lake. */
export function scanLake(
  directory: string,
  listed: ReadonlySet<string>,
): { readonly unlisted: readonly string[]; readonly unfinished: readonly string[] } {
  const files = inspectTree(join(directory), MOST_ENTRIES)
    .filter(({ kind }) => kind === "file")
    .map(({ path }) => relative(directory, path).split(sep).join("/"));
  return {
    unlisted: files.filter((path) => path.endsWith(".parquet") && !listed.has(path)),
    unfinished: files.filter((path) => path.endsWith(UNFINISHED) || path === "manifest.pending.json"),
  };
}
