import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { chunkBytes, openChunkStore, readChunk } from "../../../../src/core/app/backtest/sweep/chunk-store.js";
import { createStretches } from "../../../../src/core/research/kernel/stretches.js";
import type { TrialArrays } from "../../../../src/core/research/sweep/chunk-table.js";
import { FIGURES } from "../../../../src/core/research/sweep/figures.js";
import { temporaryPlace } from "../../adapters/lake/import-lab.js";

const CHUNK = { key: "ab".repeat(32), from: 40, to: 43 };
const NAV = 101_224.567_8;

function empty(): TrialArrays {
  return { figures: new Float64Array(3 * FIGURES.length), stretches: createStretches(4, 3) };
}

function filled(): TrialArrays {
  const arrays = empty();
  for (const values of [arrays.figures, arrays.stretches.sums, arrays.stretches.squares])
    values.forEach((_, at) => void (values[at] = Math.sin(at)));
  arrays.figures[FIGURES.length + FIGURES.indexOf("nav")] = NAV;
  return arrays;
}

const bitsOf = ({ figures, stretches: { sums, squares } }: TrialArrays): string =>
  [figures, sums, squares].map(({ buffer }) => Buffer.from(buffer as ArrayBuffer).toString("hex")).join(" ");

/** The bytes with one double, found by its value, doubled. */
function withDoubled(bytes: Uint8Array, value: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(Buffer.from(Float64Array.of(value).buffer));
  expect(at).toBeGreaterThan(0);
  copy.writeDoubleLE(2 * value, at);
  return copy;
}

describe("a chunk", () => {
  it("comes back bit for bit", async () => {
    const into = empty();
    await readChunk(chunkBytes(filled(), 0, CHUNK), { chunk: CHUNK, into, at: 0, file: "f" });
    expect(bitsOf(into)).toBe(bitsOf(filled()));
  });

  it("of which one double was doubled is refused with 3, its file is named, and nothing of it is taken", async () => {
    const folder = temporaryPlace();
    const store = openChunkStore(nodeFiles, folder);
    store.write(CHUNK, chunkBytes(filled(), 0, CHUNK));
    const file = join(folder, "chunks", readdirSync(join(folder, "chunks"))[0]!);
    writeFileSync(file, withDoubled(readFileSync(file), NAV));
    const into = empty();
    await expect(store.read(CHUNK, into, 0)).rejects.toMatchObject({ code: "chunk_invalid", exitCode: 3 });
    expect(bitsOf(into)).toBe(bitsOf(empty()));
  });

  it("with any one byte flipped, its structure included, is refused before it is read", async () => {
    const whole = chunkBytes(filled(), 0, CHUNK);
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (at % 8);
      const read = readChunk(bytes, { chunk: CHUNK, into: empty(), at: 0, file: "f" });
      await expect(read, `byte ${String(at)}`).rejects.toMatchObject({ code: "chunk_invalid", exitCode: 3 });
    }
    expect(chunkBytes(filled(), 0, CHUNK)).toEqual(whole);
  });

  it("that came from a worker with one double doubled is refused by the worker's name", async () => {
    const bytes = withDoubled(chunkBytes(filled(), 0, CHUNK), NAV);
    const read = readChunk(bytes, { chunk: CHUNK, into: empty(), at: 0, file: "the answer of worker-7" });
    await expect(read).rejects.toThrow(/the answer of worker-7 .* damaged/);
  });
});
