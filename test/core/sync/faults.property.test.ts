import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlobStore } from "../../../src/core/ports/blob-store.js";
import { openMirror } from "../../../src/core/sync/mirror.js";
import { chooseStream, takeOver } from "../../../src/core/sync/restore.js";
import { MemoryBlobStore, overStore } from "../../support/memory-blob-store.js";
import { type Fate, fateful, Machine, restoredBytes } from "../../support/mirror-faults.js";
import { hindrance, MemoryJournal, value, worldOf } from "../../support/mirror-lab.js";

const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>("well") },
  { weight: 4, arbitrary: fc.constantFrom<Fate>("lost", "answer lost", "busy", "killed before", "killed after") },
);
const act = fc.record({
  lines: fc.nat(6),
  width: fc.constantFrom(10, 60, 900, 6_000),
  turns: fc.integer({ min: 1, max: 4 }),
  keepsCursor: fc.boolean(),
});

describe("whatever is lost, answered twice or killed", () => {
  it("1 writer, 300 stories: the restored bytes are the journal's, nothing twice, nothing missing", async () => {
    const met = new Set<Fate>();
    const story = fc.record({
      fates: fc.array(fate, { maxLength: 60 }),
      acts: fc.array(act, { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ fates, acts }) => {
        const store = new MemoryBlobStore();
        const journal = new MemoryJournal();
        journal.write(1);
        const machine = new Machine(fateful(store, [...fates], met), journal, "a");
        for (const { lines, width, turns, keepsCursor } of acts) {
          journal.write(lines, width);
          await machine.run(turns, keepsCursor);
          expect(machine.stop).toBeNull();
        }
        await machine.run(200, true);
        expect(await restoredBytes(store)).toEqual(journal.bytes);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect([...met].sort()).toEqual(["answer lost", "busy", "killed after", "killed before", "lost", "well"]);
  });

  it("2 machines, 200 stories: after a take-over the first is fenced, its mirrored lines are the beginning, the second's follow", async () => {
    const met = new Set<Fate>();
    let fenced = 0;
    const story = fc.record({
      fates: fc.array(fate, { maxLength: 40 }),
      before: fc.array(act, { minLength: 1, maxLength: 4 }),
      between: fc.array(act, { maxLength: 4 }),
      later: fc.array(act, { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ fates, before, between, later }) => {
        const store = new MemoryBlobStore();
        const journal = new MemoryJournal();
        journal.write(1);
        await new Machine(store, journal, "a").run(3, true);
        const first = new Machine(fateful(store, [...fates], met), journal, "a");
        for (const { lines, width, turns, keepsCursor } of before) {
          journal.write(lines, width);
          await first.run(turns, keepsCursor);
        }
        const sink = new MemoryJournal();
        const stream = value(await chooseStream(store, "main", null));
        const busy = overStore(store, { get: interleaved(store, between, journal, first) });
        value(await takeOver({ store: busy, sink, stream }, { writer: "b", host: "b", since: "now" }));
        expect(journal.bytes.join("").startsWith(sink.bytes.join(""))).toBe(true);
        const second = sink.adopt();
        const taker = new Machine(store, second, "b");
        for (const { lines, width, turns } of later) {
          second.write(lines, width, "b");
          journal.write(lines, width, "a");
          await Promise.all([first.run(turns, true), taker.run(turns, true)]);
        }
        journal.write(1);
        await first.run(300, true);
        await taker.run(300, true);
        expect([first.stop, taker.stop]).toEqual(["fenced", null]);
        fenced += 1;
        expect(await restoredBytes(store)).toEqual(second.bytes);
      }),
      { numRuns: 200, seed: 11 },
    );
    expect(fenced).toBe(200);
  });
});

/** Lets the first machine go on between the questions of the one that takes over. */
function interleaved(
  store: BlobStore,
  acts: { lines: number; turns: number }[],
  journal: MemoryJournal,
  first: Machine,
) {
  const left = [...acts];
  return async (key: string): ReturnType<BlobStore["get"]> => {
    const next = left.shift();
    if (next !== undefined) {
      journal.write(next.lines);
      await first.run(next.turns, true);
    }
    return store.get(key);
  };
}

describe("a store that takes bytes and keeps others", () => {
  it("is found out at once: the slot is read back", async () => {
    const store = new MemoryBlobStore();
    const journal = new MemoryJournal();
    journal.write(3);
    const spoiling = overStore(store, {
      create: (key, bytes) => store.create(key, Buffer.from(bytes).fill(0x20, bytes.length - 5, bytes.length - 3)),
    });
    const mirror = value(await openMirror(worldOf(spoiling, journal, "a"), null));
    expect(hindrance(await mirror.step())).toBe("mirror_broken");
  });
});
