import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyTail, readJournal } from "../../../src/core/journal/read.js";
import { JournalWriteError } from "../../../src/core/journal/writer.js";
import { sampleEvents } from "./event-samples.js";
import { MemoryFiles } from "./memory-files.js";
import { countedEvents, DIRECTORY, openWriter, writtenJournal } from "./write-journal.js";

const FIRST = `${DIRECTORY}/000001.jsonl`;
const SECOND = `${DIRECTORY}/000002.jsonl`;
const lengthOf = (files: MemoryFiles, path: string): number => files.contents.get(path)?.length ?? 0;

describe("the journal writer", () => {
  it("returns the very event that a reader gets", async () => {
    const files = new MemoryFiles();
    const writer = openWriter(files);
    const appended = sampleEvents.map((event) => writer.append(event, "c1"));
    await writer.commit();
    expect([...readJournal(files, DIRECTORY)]).toEqual(appended);
    expect(writer).toMatchObject({ lastSeq: sampleEvents.length, lastHash: appended.at(-1)?.hash });
  });

  it("writes the same bytes for the same events", async () => {
    const [one, two] = [await writtenJournal(sampleEvents, 2_000), await writtenJournal(sampleEvents, 2_000)];
    expect([...one.contents]).toEqual([...two.contents]);
  });

  it("keeps lines in memory until flush, and 1 MiB at most", () => {
    const files = new MemoryFiles();
    const writer = openWriter(files);
    writer.append({ type: "stop.requested", atMs: 1, reason: "x" }, "c1");
    expect(lengthOf(files, FIRST)).toBe(0);
    writer.flush();
    expect(lengthOf(files, FIRST)).toBeGreaterThan(100);
    for (let i = 0; i < 12; i++) writer.append({ type: "stop.requested", atMs: 1, reason: "x".repeat(100_000) }, "c1");
    expect(lengthOf(files, FIRST)).toBeGreaterThan(1_048_576);
  });
});

describe("rotation", () => {
  it("begins a segment after the line that reaches its length, and the chain goes on", async () => {
    const files = await writtenJournal(countedEvents(30), 1_000);
    const lengths = files.list(DIRECTORY).map((name) => lengthOf(files, `${DIRECTORY}/${name}`));
    expect(lengths.length).toBeGreaterThan(3);
    for (const length of lengths.slice(0, -1)) expect(length).toBeGreaterThanOrEqual(1_000);
    for (const length of lengths) expect(length).toBeLessThan(1_400);
    expect([...readJournal(files, DIRECTORY)].map((event) => event.seq)).toEqual(
      countedEvents(30).map((_, i) => i + 1),
    );
  });

  it("depends on bytes alone: however 30 lines are grouped into flushes and restarts, the files are the same", async () => {
    const events = countedEvents(30);
    const expected = [...(await writtenJournal(events, 1_000)).contents];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("append", "flush", "restart"), { minLength: 30 }), async (steps) => {
        const files = new MemoryFiles();
        let writer = openWriter(files, { segmentBytes: 1_000 });
        for (const [i, event] of events.entries()) {
          writer.append(event, "c1");
          if (steps[i] === "flush") writer.flush();
          if (steps[i] !== "restart") continue;
          await writer.close();
          const tail = emptyTail();
          [...readJournal(files, DIRECTORY, tail)].forEach(() => undefined);
          writer = openWriter(files, { segmentBytes: 1_000 }, tail);
        }
        await writer.close();
        expect([...files.contents]).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("syncs a full segment before the next exists", async () => {
    const files = await writtenJournal(countedEvents(9), 1_000);
    const firstWriteToSecond = files.calls.indexOf(`write ${SECOND}`);
    expect(files.calls.slice(0, firstWriteToSecond)).toContain(`syncNow ${FIRST}`);
    expect(files.open.size).toBe(0);
  });

  it("waits for a running sync before it closes the file under it", async () => {
    const files = new MemoryFiles();
    let release = (): void => undefined;
    files.holdSync = new Promise((resolve) => (release = resolve));
    const writer = openWriter(files, { segmentBytes: 100 });
    writer.append(countedEvents(1)[0]!, "c1");
    const first = writer.commit();
    writer.append(countedEvents(2)[1]!, "c1");
    const second = writer.commit();
    expect(files.list(DIRECTORY)).toEqual(["000001.jsonl", "000002.jsonl"]);
    release();
    await Promise.all([first, second]);
    expect(files.durable.get(SECOND)).toBe(lengthOf(files, SECOND));
    await writer.close();
    expect(files.open.size).toBe(0);
  });
});

describe("opening", () => {
  const cutJournal = async (cutBytes: number): Promise<MemoryFiles> => {
    const files = await writtenJournal(countedEvents(3));
    files.contents.set(FIRST, files.contents.get(FIRST)!.subarray(0, lengthOf(files, FIRST) - cutBytes));
    return files;
  };

  it("cuts a torn last line and goes on with its number", async () => {
    const whole = await writtenJournal(countedEvents(3));
    const files = await cutJournal(10);
    const tail = emptyTail();
    expect([...readJournal(files, DIRECTORY, tail)]).toHaveLength(2);
    expect(tail.tornBytes).toBeGreaterThan(100);
    const writer = openWriter(files, {}, tail);
    expect(writer.append(countedEvents(3)[2]!, "c1").seq).toBe(3);
    await writer.close();
    expect([...files.contents]).toEqual([...whole.contents]);
  });

  it("syncs what an earlier process wrote before the first commit counts as durable", async () => {
    const files = await writtenJournal(countedEvents(3));
    files.calls.length = 0;
    const tail = emptyTail();
    [...readJournal(files, DIRECTORY, tail)].forEach(() => undefined);
    await openWriter(files, {}, tail).commit();
    expect(files.calls).toEqual([`sync ${FIRST}`]);
  });

  it("says why it could not, as a journal error", () => {
    const files = new MemoryFiles();
    files.failOpen = new Error("EROFS: read-only file system, mkdir");
    expect(() => openWriter(files)).toThrow(
      new JournalWriteError(`the journal could not open ${DIRECTORY}: EROFS: read-only file system, mkdir`),
    );
  });
});
