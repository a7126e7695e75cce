import { Failure } from "../../../lib/failure.js";

export function isHtmlFile(file: string): boolean {
  return /\.html?$/i.test(file);
}

/** Errors: Failure 2 for an --out that is neither HTML nor Markdown by its name. */
export function requirePageFile(out: string | undefined): void {
  if (out === undefined || isHtmlFile(out) || /\.md$/i.test(out)) return;
  throw new Failure("bad_out", 2, `--out ${out} is neither .html nor .md`, {
    path: "--out",
    value: out,
    fix: "Name a file that ends in .html or .md.",
  });
}
