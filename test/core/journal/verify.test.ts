import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainedHash } from "../../../src/core/lib/hash.js";
import { emptyTail, JournalCorruption, readJournal } from "../../../src/core/journal/read.js";
import { verifyJournal } from "../../../src/core/journal/verify.js";
import { sampleEvents } from "./event-samples.js";
import type { MemoryFiles } from "./memory-files.js";
import { countedEvents, DIRECTORY, openWriter, writtenJournal } from "./write-journal.js";

const FIRST = `${DIRECTORY}/000001.jsonl`;
const SECOND = `${DIRECTORY}/000002.jsonl`;

const linesOf = (files: MemoryFiles, path = FIRST): string[] => files.readText(path)!.split("\n").slice(0, -1);
const setLines = (files: MemoryFiles, lines: readonly string[]): void => {
  files.contents.set(FIRST, Buffer.from(`${lines.join("\n")}\n`, "utf8"));
};
const append = (files: MemoryFiles, bytes: string | Uint8Array): void => {
  files.contents.set(FIRST, Buffer.concat([files.contents.get(FIRST)!, Buffer.from(bytes)]));
};

describe("journal verification", () => {
  it("counts the events of a whole journal over several segments", async () => {
    const files = await writtenJournal(sampleEvents, 3_000);
    expect(files.list(DIRECTORY).length).toBeGreaterThan(2);
    const verdict = verifyJournal(files, DIRECTORY);
    expect(verdict).toMatchObject({
      events: sampleEvents.length,
      ok: true,
      lastSeq: sampleEvents.length,
      tornBytes: 0,
    });
    expect(verdict).not.toHaveProperty("file");
  });

  it("finds nothing wrong with no journal", async () => {
    expect(verifyJournal(await writtenJournal([]), "elsewhere")).toMatchObject({ events: 0, ok: true });
  });

  it("finds any byte changed to any other, and names the line it is in", async () => {
    const pristine = await writtenJournal(sampleEvents, 6_000);
    const paths = pristine.list(DIRECTORY).map((name) => `${DIRECTORY}/${name}`);
    const places = paths.flatMap((path) => Array.from(pristine.contents.get(path)!, (_, offset) => ({ path, offset })));
    expect(paths.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 1, max: 255 }), ({ path, offset }, mask) => {
        const original = pristine.contents.get(path)!;
        const changed = Buffer.from(original);
        changed[offset] = changed[offset]! ^ mask;
        pristine.contents.set(path, changed);
        const verdict = verifyJournal(pristine, DIRECTORY);
        pristine.contents.set(path, original);
        const line = original.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
        expect(verdict).toMatchObject({ ok: false, file: path, line });
      }),
      { numRuns: 1_000 },
    );
  });

  it("finds a changed newline wherever it is, the last one included", async () => {
    const files = await writtenJournal(countedEvents(5));
    const original = files.contents.get(FIRST)!;
    const newlines = [...original.keys()].filter((offset) => original[offset] === 0x0a);
    for (const [index, offset] of newlines.entries()) {
      for (let byte = 0; byte < 256; byte++) {
        if (byte === 0x0a) continue;
        const changed = Buffer.from(original);
        changed[offset] = byte;
        files.contents.set(FIRST, changed);
        expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, line: index + 1 });
      }
    }
  });

  it("finds a removed, a doubled and two swapped lines, wherever a line follows", async () => {
    const count = 6;
    const lines = linesOf(await writtenJournal(countedEvents(count)));
    const files = await writtenJournal([]);
    for (let i = 0; i < count - 1; i++) {
      setLines(files, lines.toSpliced(i, 1));
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, events: i, line: i + 1 });
      setLines(files, lines.toSpliced(i, 2, lines[i + 1]!, lines[i]!));
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, events: i, line: i + 1 });
    }
    for (let i = 0; i < count; i++) {
      setLines(files, lines.toSpliced(i, 0, lines[i]!));
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, events: i + 1, line: i + 2 });
    }
  });

  it("shows a shorter journal by its last hash when the last line was taken away whole", async () => {
    const files = await writtenJournal(countedEvents(3));
    const { lastHash } = verifyJournal(files, DIRECTORY);
    setLines(files, linesOf(files).slice(0, -1));
    const shorter = verifyJournal(files, DIRECTORY);
    expect(shorter).toMatchObject({ ok: true, events: 2, lastSeq: 2 });
    expect(shorter.lastHash).not.toBe(lastHash);
  });

  it("finds a missing first and a missing middle segment and says which", async () => {
    for (const [gone, found] of [
      ["000001", "000002"],
      ["000002", "000003"],
    ] as const) {
      const files = await writtenJournal(countedEvents(30), 1_000);
      files.remove(`${DIRECTORY}/${gone}.jsonl`);
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({
        ok: false,
        file: `${DIRECTORY}/${found}.jsonl`,
        reason: `segment ${DIRECTORY}/${gone}.jsonl is missing`,
      });
    }
  });

  it("finds an unfinished line before the last segment, by its own line number", async () => {
    const files = await writtenJournal(countedEvents(30), 1_000);
    const lines = linesOf(files, SECOND).length;
    files.contents.set(SECOND, files.contents.get(SECOND)!.subarray(0, -1));
    expect(verifyJournal(files, DIRECTORY)).toMatchObject({
      ok: false,
      file: SECOND,
      line: lines,
      reason: "unfinished line before the last segment",
    });
  });

  it("finds appended garbage, with and without newline", async () => {
    for (const garbage of [
      "\n",
      "garbage",
      "garbage\n",
      "{}\n",
      '{"seq":4,"at',
      '{"seq":9',
      "\u0000x",
      new Uint8Array([0xff, 0xfe]),
    ]) {
      const files = await writtenJournal(countedEvents(2));
      append(files, garbage);
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, events: 2, line: 3 });
    }
  });

  it("finds bytes that are no UTF-8, also where a lenient reader sees the U+FFFD that was there", async () => {
    const files = await writtenJournal([{ type: "stop.requested", atMs: 1, reason: "\ufffd" }, ...countedEvents(1)]);
    const bytes = files.contents.get(FIRST)!;
    const at = bytes.indexOf(Buffer.from("\ufffd"));
    files.contents.set(FIRST, Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]));
    expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, line: 1, reason: "not UTF-8" });
  });

  it("finds a line and a tail of more than 16 MiB without reading them as text", async () => {
    const huge = Buffer.alloc(17 * 1024 * 1024, "x");
    const files = await writtenJournal(countedEvents(1));
    append(files, huge);
    expect(verifyJournal(files, DIRECTORY)).toMatchObject({
      ok: false,
      line: 2,
      reason: "17825792 bytes without a newline are no unfinished line",
    });
    append(files, "\n");
    expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: false, line: 2, reason: "a line of 17825792 bytes" });
  });

  it("finds an event that breaks its schema though every hash fits, with path and value", async () => {
    const files = await writtenJournal(countedEvents(1));
    const unsigned = `${linesOf(files)[0]!.slice(0, -75)}}`.replace('"r0"', "12");
    const hash = chainedHash("0".repeat(64), unsigned);
    setLines(files, [`${unsigned.slice(0, -1)},"hash":"${hash}"}`]);
    const verdict = verifyJournal(files, DIRECTORY);
    expect(verdict).toMatchObject({ ok: false, events: 0, line: 1 });
    expect(verdict.reason).toContain("stop.requested: reason is 12: ");
    expect([...readJournal(files, DIRECTORY)]).toHaveLength(1);
  });
});

describe("a torn tail", () => {
  it("is no damage: any cut of the last line is reported by its bytes and cut on the next start", async () => {
    const files = await writtenJournal(countedEvents(3));
    const whole = files.contents.get(FIRST)!;
    const lastStart = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let length = lastStart; length < whole.length; length++) {
      files.contents.set(FIRST, whole.subarray(0, length));
      expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: true, events: 2, tornBytes: length - lastStart });
    }
    const tail = emptyTail();
    expect([...readJournal(files, DIRECTORY, tail)]).toHaveLength(2);
    await openWriter(files, {}, tail).close();
    expect(files.contents.get(FIRST)).toEqual(whole.subarray(0, lastStart));
  });

  it("may end in NULs, as a file that grew before a power cut", async () => {
    const files = await writtenJournal(countedEvents(2));
    append(files, Buffer.concat([Buffer.from('{"seq":3,"at":"2023'), Buffer.alloc(4_000)]));
    expect(verifyJournal(files, DIRECTORY)).toMatchObject({ ok: true, events: 2, tornBytes: 4_019 });
  });

  it("is refused with file, line and byte where it can't be the next line", async () => {
    const files = await writtenJournal(countedEvents(2));
    const { length } = files.contents.get(FIRST)!;
    append(files, "x");
    const thrown = (): unknown => [...readJournal(files, DIRECTORY)];
    expect(thrown).toThrow(new JournalCorruption(FIRST, 3, length, "not the beginning of the next line"));
    expect(thrown).toThrow(`${FIRST} line 3 (byte ${length}): not the beginning of the next line`);
  });
});
