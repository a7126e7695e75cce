import { dirname } from "node:path";
import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { attempt } from "../../../adapters/system/attempt.js";
import { Failure } from "../../../lib/failure.js";

export function isHtmlFile(file: string): boolean {
  return /\.html?$/i.test(file);
}

/** Before anything is computed. Errors: Failure 2 for an --out that is neither HTML nor Markdown by its name, or whose folder is none. */
export function requirePageFile(out: string | undefined): void {
  if (out === undefined) return;
  requireFolder(out);
  if (isHtmlFile(out) || /\.md$/i.test(out)) return;
  throw new Failure("bad_out", 2, `--out ${out} is neither .html nor .md`, {
    path: "--out",
    value: out,
    fix: "Name a file that ends in .html or .md.",
  });
}

/** Errors: Failure 2 for an --out whose folder is none. */
export function requireFolder(out: string): void {
  const folder = dirname(out);
  if (nodeFiles.exists(folder)) return;
  throw new Failure("bad_out", 2, `--out ${out}: there is no folder ${folder}`, {
    path: "--out",
    value: out,
    fix: "Make it first (mkdir -p), or name a file in one that is there.",
  });
}

/** Errors: Failure 3 where the file can't be written. */
export function writePage(file: string, text: string): void {
  const written = attempt(() => {
    nodeFiles.replace(file, text);
  });
  if (written.ok) return;
  throw new Failure("bad_out", 3, `${file} can't be written: ${written.error.message}`, {
    file,
    fix: "Name a file with --out that this user may write.",
  });
}
