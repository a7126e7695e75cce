import { count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";

interface DataExportView {
  readonly file: string;
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly source: string;
  readonly resampled: boolean;
  readonly partial: readonly { readonly at: string; readonly bars: number; readonly expected: number }[];
}

const NAMED = 10;

/** `hedge data export`: what was written, and what was left out. */
export function dataExportScreen(view: DataExportView, paper: Paper): readonly string[] {
  const { file, rows, first, last, source, resampled, partial } = view;
  const made = resampled ? "made of" : "from";
  const named = partial.slice(0, NAMED).map(({ at, bars, expected }) => `${utc(at)} (${bars} of ${expected})`);
  const more = partial.length > named.length ? ` and ${count(partial.length - named.length)} more` : "";
  return [
    paper.tint("DATA EXPORT", "title"),
    ...paper.wrap(`${count(rows)} rows, ${utc(first)} to ${utc(last)}, ${made} ${source}, in ${file}`),
    ...(named.length === 0 ? [] : paper.wrap(`left out, because bars are missing: ${named.join(", ")}${more}`)),
  ];
}
