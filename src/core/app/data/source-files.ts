import { inspectPath, inspectTree } from "../../adapters/fs/file-modes.js";
import { Failure } from "../../lib/failure.js";

const READABLE = /\.(?:zip|csv|parquet)$/i;
/** Ten years of daily files of ten symbols. */
const MOST_FILES = 50_000;

/**
 * The files that a command line means: each file as it is, of each folder those with an ending we read, by name.
 *
 * Errors: Failure 2 for a path that is not there, or a folder without such files.
 */
export function sourceFiles(paths: readonly string[]): readonly string[] {
  const found = paths.flatMap((path) => {
    const entry = inspectPath(path);
    if (entry === null) throw new Failure("file_missing", 2, `there is nothing at ${path}`, { path });
    if (entry.kind !== "directory") return [path];
    const inside = inspectTree(path, MOST_FILES).filter(
      ({ kind, path: file }) => kind === "file" && READABLE.test(file),
    );
    if (inside.length > 0) return inside.map((file) => file.path).sort();
    throw new Failure("file_missing", 2, `${path} has no .zip, .csv or .parquet file`, { path });
  });
  return [...new Set(found)];
}
