import { readFileSync } from "node:fs";

function textOf(file: string): string {
  return readFileSync(new URL(`../../fixtures/quant/${file}`, import.meta.url), "utf8").trim();
}

/** What a JSON table holds; the caller knows its shape. */
export function jsonTable(file: string): unknown {
  return JSON.parse(textOf(file));
}

/** Cells of a table with a header, by the name of their column. */
export function csvTexts(file: string): (name: string) => string[] {
  const [head = "", ...lines] = textOf(file).split(/\r?\n/);
  const names = head.split(",");
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

/** Titles of the blocks of the Tulip file. */
export function tulipTitles(): string[] {
  return textOf("tulip_atoz.txt")
    .split("\n\n")
    .map((text) => text.split("\n")[0]!);
}

/** Arrays of one block of the Tulip file: the inputs, then the outputs, which begin at the first defined value. */
export function tulipBlock(name: string): Float64Array[] {
  const block = textOf("tulip_atoz.txt")
    .split("\n\n")
    .map((text) => text.split("\n"))
    .find(([title]) => title === name);
  if (block === undefined) throw new Error(`no block ${name}`);
  return block
    .filter((line) => line.startsWith("{"))
    .map((line) => Float64Array.from(line.slice(1, -1).split(","), Number));
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
