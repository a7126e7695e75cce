import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A table as it is in its file, unpacked. */
export function textOf(file: string): string {
  const bytes = readFileSync(new URL(`../../fixtures/quant/${file}`, import.meta.url));
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim();
}

/** What a JSON table holds; the caller knows its shape. */
export function jsonTable(file: string): unknown {
  return JSON.parse(textOf(file));
}

function namesOf(head: string): string[] {
  return head.split(",").map((name) => name.trim());
}

/** Columns of a table with a header. */
export function columnNames(file: string): string[] {
  return namesOf(textOf(file).split(/\r?\n/)[0]!);
}

/** Cells of a table with a header, by the name of their column. */
export function csvTexts(file: string): (name: string) => string[] {
  const [head = "", ...lines] = textOf(file).split(/\r?\n/);
  const names = namesOf(head);
  return (name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`${file} has no column ${name}`);
    return lines.map((line) => line.split(",")[index] ?? "");
  };
}

/** The same as numbers; an empty cell is NaN. */
export function csvColumns(file: string): (name: string) => Float64Array {
  const texts = csvTexts(file);
  return (name) => Float64Array.from(texts(name), (text) => (text.trim() ? Number(text) : Number.NaN));
}

/** Blocks of the Tulip file by title: their arrays, comments left out. One that is commented out is none. */
const tulip = new Map(
  textOf("tulip_atoz.txt.gz")
    .split(/(?:\r?\n){2,}/)
    .map((text) => text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#")))
    .flatMap(([title, ...lines]) =>
      title === undefined || title.startsWith("{")
        ? []
        : [[title, lines.map((line) => Float64Array.from(line.slice(1, -1).split(","), Number))] as const],
    ),
);

/** Titles of the blocks of the Tulip file. */
export function tulipTitles(): string[] {
  return [...tulip.keys()];
}

/** Arrays of one block of the Tulip file: the inputs, then the outputs, which begin at the first defined value. */
export function tulipBlock(name: string): Float64Array[] {
  const block = tulip.get(name);
  if (block === undefined) throw new Error(`no block ${name}`);
  return block;
}

/** The last values of a column, as many as the table has. */
export function newest(measured: Float64Array, expected: Float64Array): Float64Array {
  return measured.slice(measured.length - expected.length);
}

/** Largest difference from value `from` on; NaN as soon as one side has no value there. */
export function worstDifference(measured: Float64Array, expected: Float64Array, from = 0): number {
  let worst = 0;
  for (let i = from; i < expected.length; i++) worst = Math.max(worst, Math.abs(measured[i]! - expected[i]!));
  return worst;
}
