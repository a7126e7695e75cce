import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { growingFiles } from "../../../../src/core/adapters/fs/growing-files.js";
import { GrowingLines } from "../../../../src/core/readmodel/session/growing-lines.js";

let directory = "";
let path = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-growing-"));
  path = join(directory, "rows.jsonl");
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe("lines of a file that grows", () => {
  it("tells each whole line once, and a line in two writes when its end has come", () => {
    const lines = new GrowingLines(growingFiles, path);
    expect(lines.read()).toEqual({ restarted: false, lines: [] });
    writeFileSync(path, "one\ntw");
    expect(lines.read().lines).toEqual(["one"]);
    expect(lines.read().lines).toEqual([]);
    appendFileSync(path, "o\nthree\n");
    expect(lines.read()).toEqual({ restarted: false, lines: ["two", "three"] });
  });

  it.each([
    [
      "takes the place of the old one",
      (text: string): void => {
        writeFileSync(`${path}.new`, text);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      "is cut and written anew",
      (text: string): void => {
        writeFileSync(path, text);
      },
    ],
  ])("a file that %s is read from its beginning, and said to be another", (_what, replace) => {
    writeFileSync(path, "one\ntwo\nthree\n");
    const lines = new GrowingLines(growingFiles, path);
    lines.read();
    replace("ONE\n");
    expect(lines.read()).toEqual({ restarted: true, lines: ["ONE"] });
  });

  it("a file that goes and comes back is told as gone once", () => {
    writeFileSync(path, "one\n");
    const lines = new GrowingLines(growingFiles, path);
    lines.read();
    rmSync(path);
    expect(lines.read()).toEqual({ restarted: true, lines: [] });
    expect(lines.read()).toEqual({ restarted: false, lines: [] });
    writeFileSync(path, "two\n");
    expect(lines.read()).toEqual({ restarted: false, lines: ["two"] });
  });

  it("begins at a whole line where only the end of the file is wanted", () => {
    writeFileSync(path, "first\nsecond\nthird\n");
    const lines = new GrowingLines(growingFiles, path, 9);
    expect(lines.read().lines).toEqual(["third"]);
    appendFileSync(path, "fourth\n");
    expect(lines.read().lines).toEqual(["fourth"]);
  });

  it("loses and repeats nothing, however the writes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat(12)), (texts, cuts) => {
        const whole = texts.map((text) => text.replaceAll("\n", " "));
        const bytes = Buffer.from(whole.map((text) => `${text}\n`).join(""));
        writeFileSync(path, "");
        const lines = new GrowingLines(growingFiles, path);
        const seen: string[] = [];
        let offset = 0;
        for (const cut of [...cuts, bytes.length]) {
          appendFileSync(path, bytes.subarray(offset, offset + cut));
          offset = Math.min(bytes.length, offset + cut);
          seen.push(...lines.read().lines);
        }
        expect(seen).toEqual(whole.map((text) => Buffer.from(text).toString()));
      }),
      { numRuns: 60 },
    );
  });
});
