import { beforeEach, describe, expect, it } from "vitest";
import { chooseStream, restore, takeOver } from "../../../src/core/sync/restore.js";
import { openMirror, type Mirror } from "../../../src/core/sync/mirror.js";
import type { MirrorWorld } from "../../../src/core/sync/open-mirror.js";
import { leaseKey, slotKey } from "../../../src/core/sync/layout.js";
import { err } from "../../../src/core/lib/result.js";
import { MemoryBlobStore, overStore } from "../../support/memory-blob-store.js";
import { hindrance, MemoryJournal, STREAM, value, worldOf } from "../../support/mirror-lab.js";

let store: MemoryBlobStore;
let journal: MemoryJournal;

beforeEach(() => {
  store = new MemoryBlobStore();
  journal = new MemoryJournal();
  journal.write(10);
});

const open = async (world: MirrorWorld = worldOf(store, journal, "a")): Promise<Mirror> =>
  value(await openMirror(world, null));

async function sendAll(mirror: Mirror): Promise<number> {
  for (let slots = 0; ; slots++) if (value(await mirror.step()) === "caught_up") return slots;
}

async function restored(from = store): Promise<MemoryJournal> {
  const sink = new MemoryJournal();
  const stream = value(await chooseStream(from, "main", null));
  value(await restore({ store: from, sink, stream }));
  return sink;
}

const wish = (writer: string) => ({ writer, host: "b-host", since: "2026-01-02T00:00:00Z" });

describe("a mirror", () => {
  it("restores the same bytes in the same 2 segments", async () => {
    expect(await sendAll(await open())).toBe(2);
    expect(journal.segments()).toEqual([1, 2]);
    expect((await restored()).bytes).toEqual(journal.bytes);
  });

  it("never sends an unfinished line, and sends it once it is whole", async () => {
    journal.tear();
    const mirror = await open();
    await sendAll(mirror);
    expect(mirror.end.seq).toBe(10);
    expect((await restored()).bytes.join("")).toBe(journal.bytes.join("").replace(/[^\n]*$/, ""));
  });

  it("grows its slots with the lag, up to what the store likes: 200 lines go in 23 slots", async () => {
    journal.write(190);
    expect(await sendAll(await open())).toBe(23);
    const bytes = [...store.blobs.entries()]
      .filter(([key]) => key.includes("/seg/"))
      .map(([, { bytes }]) => bytes.length);
    expect(Math.max(...bytes)).toBeLessThan(4_096 + 600);
  });

  it("sends a line that is longer than the store likes in one slot", async () => {
    journal.write(1, 20_000);
    await sendAll(await open());
    expect((await restored()).bytes).toEqual(journal.bytes);
  });

  it("makes every line durable here before it leaves", async () => {
    await sendAll(await open());
    expect(Object.fromEntries(journal.durable)).toEqual({ 1: journal.length(1), 2: journal.length(2) });
  });

  it("goes on after 200 slots without a cursor by the newest checkpoint, with fewer than 20 questions", async () => {
    const mirror = await open();
    for (let slot = 0; slot < 200; slot++) {
      journal.write(1);
      value(await mirror.step());
    }
    let asked = 0;
    const counting = overStore(store, {
      get: (key: string) => {
        asked += 1;
        return store.get(key);
      },
    });
    const again = value(await openMirror(worldOf(counting, journal, "a"), null));
    expect(again.end).toEqual(mirror.end);
    expect(asked).toBeLessThan(20);
  });

  it("refuses to mirror a line that was changed, and names it", async () => {
    journal.spoil(1, 60, "y");
    const step = await (await open()).step();
    expect(step.ok ? step.value : step.error).toMatchObject({ code: "journal_corrupt" });
    expect(step.ok ? "" : JSON.stringify(step.error)).toContain("journal/000001.jsonl: event 1: the hash does not fit");
  });
});

describe("two writers", () => {
  it("the second is refused, and told who holds the mirror", async () => {
    await sendAll(await open());
    const second = await openMirror(worldOf(store, journal.copy(), "b"), null);
    expect(second.ok ? second : second.error).toMatchObject({
      code: "mirror_held",
      by: { writer: "a", host: "host-of-a", epoch: 1 },
    });
  });

  it("after a take-over the first is fenced at its next line, and by a look at the lease without one", async () => {
    const first = await open();
    await sendAll(first);
    const sink = new MemoryJournal();
    const stream = value(await chooseStream(store, "main", null));
    const taken = value(await takeOver({ store, sink, stream }, wish("b")));
    expect(taken).toMatchObject({ lease: { epoch: 2, writer: "b" }, end: { epoch: 2, seq: 10 } });
    expect(sink.bytes).toEqual(journal.bytes);
    expect(hindrance(await first.confirmLease())).toBe("fenced");
    journal.write(1);
    const late = await first.step();
    expect(late.ok ? late : late.error).toMatchObject({
      code: "fenced",
      by: { writer: "b", host: "b-host", epoch: 2 },
    });
    expect((await restored()).bytes).toEqual(sink.bytes);
  });

  it("a line that the first got in between lease and fence is taken along", async () => {
    const first = await open();
    await sendAll(first);
    const sink = new MemoryJournal();
    let isLate = true;
    const swap: MemoryBlobStore["swap"] = async (key, bytes, tag) => {
      const answer = await store.swap(key, bytes, tag);
      if (key === leaseKey(STREAM) && isLate) {
        isLate = false;
        journal.write(3);
        await sendAll(first);
      }
      return answer;
    };
    const racing = overStore(store, { swap });
    const stream = value(await chooseStream(store, "main", null));
    const { end } = value(await takeOver({ store: racing, sink, stream }, wish("b")));
    expect(end).toMatchObject({ seq: 13, epoch: 2 });
    expect(sink.bytes).toEqual(journal.bytes);
  });

  it("a writer killed after it took the lease and before the fence puts the fence at its next start", async () => {
    const first = await open();
    await sendAll(first);
    const other = journal.copy();
    const noFence = overStore(store, {
      create: async () => err({ kind: "unreachable", message: "killed" } as const),
    });
    const killed = await openMirror(worldOf(noFence, other, "b", { takeOver: true }), null);
    expect(hindrance(killed)).toBe("unreachable");
    const again = value(await openMirror(worldOf(store, other, "b"), null));
    expect(again.end).toMatchObject({ epoch: 2, seq: 10 });
    journal.write(1);
    expect(hindrance(await first.step())).toBe("fenced");
  });
});

describe("a mirror that is not this journal's", () => {
  it("DIVERGED: the same lease and other lines, nothing is overwritten", async () => {
    const copy = journal.copy();
    await sendAll(await open());
    const mirror = await open(worldOf(store, copy, "a"));
    journal.write(1, 40, "ours");
    copy.write(1, 40, "theirs");
    await sendAll(await open());
    const before = store.blobs.get(slotKey(mirror.world.place, 3))?.bytes;
    expect(hindrance(await mirror.step())).toBe("mirror_diverged");
    expect(store.blobs.get(slotKey(mirror.world.place, 3))?.bytes).toEqual(before);
  });

  it("DIVERGED: a journal that was begun anew in a live mode", async () => {
    await sendAll(await open());
    const other = new MemoryJournal();
    other.write(3, 10, "other");
    expect(hindrance(await openMirror(worldOf(store, other, "a"), null))).toBe("mirror_diverged");
  });

  it("in paper a session that was begun anew becomes the current one, with a later epoch", async () => {
    await sendAll(await open());
    const other = new MemoryJournal();
    other.write(3, 10, "other");
    const mirror = value(await openMirror(worldOf(store, other, "a", { mayBeginAnew: true }), null));
    await sendAll(mirror);
    expect(mirror.lease.epoch).toBe(2);
    expect((await restored()).bytes).toEqual(other.bytes);
  });

  it("mirror_ahead: lines that are in the mirror are gone here", async () => {
    const shorter = journal.copy();
    journal.write(5);
    await sendAll(await open());
    expect(hindrance(await openMirror(worldOf(store, shorter, "a"), null))).toBe("mirror_ahead");
  });

  it("mirror_lost: the slot of the cursor is gone, as on a disk that is not mounted", async () => {
    const mirror = await open();
    await sendAll(mirror);
    const empty = new MemoryBlobStore();
    expect(hindrance(await openMirror(worldOf(empty, journal, "a"), mirror.end))).toBe("mirror_lost");
    expect(empty.blobs.size).toBe(0);
  });

  it("goes on after the last slot that is there where later ones are gone, since the journal has them: 5 of 7", async () => {
    journal.write(50);
    const mirror = await open();
    await sendAll(mirror);
    const { place } = mirror.world;
    for (let slot = 6; slot <= mirror.end.slot; slot++) store.blobs.delete(slotKey(place, slot));
    const again = value(await openMirror(worldOf(store, journal, "a"), mirror.end));
    expect(again.end.slot).toBe(5);
    await sendAll(again);
    expect(again.end.seq).toBe(60);
    expect((await restored()).bytes).toEqual(journal.bytes);
  });

  it("mirror_broken: the slot of the cursor is gone, and one before it, while others are there", async () => {
    journal.write(50);
    const mirror = await open();
    await sendAll(mirror);
    const { place } = mirror.world;
    store.blobs.delete(slotKey(place, 3));
    store.blobs.delete(slotKey(place, mirror.end.slot));
    expect(hindrance(await openMirror(worldOf(store, journal, "a"), mirror.end))).toBe("mirror_broken");
  });

  it("mirror_broken: one changed byte in a slot, a slot that is missing", async () => {
    journal.write(50);
    const mirror = await open();
    await sendAll(mirror);
    const { place } = mirror.world;
    const stream = value(await chooseStream(store, "main", null));
    const third = store.blobs.get(slotKey(place, 3));
    const changed = Buffer.from(third?.bytes ?? []);
    changed[changed.length - 2] = 0x20;
    store.blobs.set(slotKey(place, 3), { bytes: changed, tag: "t" });
    const outcome = await restore({ store, sink: new MemoryJournal(), stream });
    expect(outcome.ok ? "" : JSON.stringify(outcome.error)).toMatch(
      /mirror_broken.*slot .*0000000003.*SHA-256 differs/,
    );
    store.blobs.delete(slotKey(place, 3));
    const hole = await restore({ store, sink: new MemoryJournal(), stream });
    expect(hole.ok ? "" : JSON.stringify(hole.error)).toMatch(/mirror_broken.*0000000003 is missing/);
  });

  it("mirror_empty names place, fund and what is there instead", async () => {
    await sendAll(await open());
    const none = await chooseStream(store, "other", null);
    expect(none.ok ? "" : none.error).toMatchObject({
      code: "mirror_empty",
      message: "memory:// holds no journal of fund other",
    });
    const live = await chooseStream(store, "main", "prod");
    expect(live.ok ? "" : live.error).toMatchObject({
      message: "memory:// holds no journal of mode prod of fund main (but of paper)",
    });
  });
});
