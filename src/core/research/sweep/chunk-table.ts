import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256Hex } from "../../lib/hash.js";
import type { SweepJob } from "./evaluate.js";
import { FIGURES } from "./figures.js";

/** What evaluating fills: figures and sums over stretches, a trial a row. */
export type TrialArrays = Pick<SweepJob, "figures" | "stretches">;

export interface DoubleColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** High word of the one NaN that is written: processors and compilers make several, and equal figures need equal bytes. */
const NAN_HIGH_WORD = 0x7ff80000;

/**
 * Rows of the arrays from row `at` on as the columns of a chunk's file: trial, figures, then sums and sums of squares of the
 * returns over each stretch.
 */
export function chunkColumns(
  arrays: TrialArrays,
  { at, from, to }: { readonly at: number; readonly from: number; readonly to: number },
): readonly DoubleColumn[] {
  const rows = to - from;
  const { figures, stretches } = arrays;
  const trial: DoubleColumn = { name: "trial", values: Float64Array.from({ length: rows }, (_, i) => from + i) };
  const take = ({ name, values, width, index }: Slot): DoubleColumn => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) column[row] = values[(at + row) * width + index] ?? Number.NaN;
    return { name, values: oneNaN(column) };
  };
  return [trial, ...slots({ figures, stretches }).map(take)];
}

/** Names of the columns of a chunk, without `trial`. */
export function chunkColumnNames(arrays: TrialArrays): readonly string[] {
  return slots(arrays).map(({ name }) => name);
}

/** SHA-256 over the names and all bits of the columns of a chunk, in their order: what proves that none of them has changed. */
export function chunkSeal(columns: readonly DoubleColumn[]): string {
  return sha256Hex(canonicalJson(columns.map(({ name, values }) => [name, sha256Hex(bytesOf(values))])));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Puts the columns of a chunk back where they came from. */
export function putChunkColumns(columns: Readonly<Record<string, Float64Array>>, into: TrialArrays, at: number): void {
  for (const { name, values, width, index } of slots(into)) {
    columns[name]?.forEach((value, row) => {
      values[(at + row) * width + index] = value;
    });
  }
}

interface Slot {
  readonly name: string;
  readonly values: Float64Array;
  /** Columns that lie side by side in `values`. */
  readonly width: number;
  readonly index: number;
}

function slots({ figures, stretches }: TrialArrays): readonly Slot[] {
  const { ends, sums, squares } = stretches;
  const ofStretches = (name: string, values: Float64Array): readonly Slot[] =>
    Array.from(ends, (_, index) => ({ name: `${name}_${String(index)}`, values, width: ends.length, index }));
  return [
    ...FIGURES.map((name, index) => ({ name, values: figures, width: FIGURES.length, index })),
    ...ofStretches("sum", sums),
    ...ofStretches("square", squares),
  ];
}

function oneNaN(column: Float64Array): Float64Array {
  const words = new Uint32Array(column.buffer);
  column.forEach((value, row) => {
    if (!Number.isNaN(value)) return;
    words[2 * row] = 0;
    words[2 * row + 1] = NAN_HIGH_WORD;
  });
  return column;
}
