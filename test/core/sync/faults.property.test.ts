import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { err } from "../../../src/core/lib/result.js";
import type { BlobStore, StoreAnswer } from "../../../src/core/ports/blob-store.js";
import { type Mirror, openMirror } from "../../../src/core/sync/mirror.js";
import { chooseStream, restore, takeOver } from "../../../src/core/sync/restore.js";
import type { ChainEnd } from "../../../src/core/sync/slot.schema.js";
import { MemoryBlobStore, overStore } from "../../support/memory-blob-store.js";
import { hindrance, MemoryJournal, value, worldOf } from "../../support/mirror-lab.js";

/** What becomes of one call of the store. */
type Fate = "well" | "lost" | "answer lost" | "busy" | "killed before" | "killed after";

/** A process that was killed: nothing after the call happens. */
class Killed extends Error {}

/** A store whose calls meet their fates one after another; once these are used up, all is well. */
function fateful(store: BlobStore, fates: Fate[], met: Set<Fate>): BlobStore {
  const through = async <T>(call: () => StoreAnswer<T>): StoreAnswer<T> => {
    const fate = fates.shift() ?? "well";
    met.add(fate);
    if (fate === "killed before") throw new Killed();
    if (fate === "lost") return err({ kind: "unreachable", message: "lost" });
    if (fate === "busy") return err({ kind: "busy", message: "409" });
    const answer = await call();
    if (fate === "killed after") throw new Killed();
    return fate === "answer lost" ? err({ kind: "unreachable", message: "answer lost" }) : answer;
  };
  return overStore(store, {
    create: (key, bytes) => through(() => store.create(key, bytes)),
    get: (key) => through(() => store.get(key)),
    swap: (key, bytes, tag) => through(() => store.swap(key, bytes, tag)),
  });
}

/** One `hedge sync` after another, each until it is killed; the cursor is what reached the disk before. */
class Machine {
  #mirror: Mirror | null = null;
  #cursor: ChainEnd | null = null;
  stop: string | null = null;

  constructor(
    readonly store: BlobStore,
    readonly journal: MemoryJournal,
    readonly name: string,
  ) {}

  /** A few turns of the loop. `keepsCursor`: whether the cursor reaches the disk after each. */
  async run(turns: number, keepsCursor: boolean): Promise<void> {
    for (let turn = 0; turn < turns && this.stop === null; turn++) {
      try {
        await this.#turn();
        if (keepsCursor) this.#cursor = this.#mirror?.end ?? this.#cursor;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.#mirror = null;
      }
    }
  }

  async #turn(): Promise<void> {
    if (this.#mirror === null) {
      const opened = await openMirror(worldOf(this.store, this.journal, this.name), this.#cursor);
      if (opened.ok) this.#mirror = opened.value;
      else this.#note(opened.error);
      return;
    }
    const step = await this.#mirror.step();
    if (!step.ok) this.#note(step.error);
  }

  #note(error: { kind: string; code?: string }): void {
    if (error.kind === "stop") this.stop = error.code ?? "stop";
  }
}

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

async function restoredBytes(store: BlobStore): Promise<readonly string[]> {
  const sink = new MemoryJournal();
  const stream = value(await chooseStream(store, "main", null));
  value(await restore({ store, sink, stream }));
  return sink.bytes;
}

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
