import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import type { BlobStore } from "../../../src/core/ports/blob-store.js";
import { SyncDaemon } from "../../../src/core/sync/daemon.js";
import { openMirror } from "../../../src/core/sync/mirror.js";
import { chooseStream, takeOver } from "../../../src/core/sync/restore.js";
import { dueShare } from "../../support/crash-kills.js";
import { overStore } from "../../support/memory-blob-store.js";
import { type Fate, fateful, Machine, reachable, restoredBytes } from "../../support/mirror-faults.js";
import { hindrance, MemoryJournal, value, worldOf } from "../../support/mirror-lab.js";
import { PlannedClock } from "../../support/planned-clock.js";
import { realStores } from "../../support/real-stores.js";

const FATES: readonly Fate[] = ["killed before", "killed after", "lost", "answer lost", "busy"];
const SETTINGS = { intervalMs: 1_000, leaseMs: 5_000, snapshotMs: 2_000, retryMs: 30_000 };

/** Small blobs, so that a short journal makes a chain. */
function inSmallSlots(store: BlobStore): BlobStore {
  return { ...overStore(store, {}), goodBlobBytes: 600 };
}

/** A journal that grows while it is mirrored, in half a dozen slots. */
async function story(store: BlobStore, fates: Fate[], met: Set<Fate>): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  journal.write(7);
  const machine = new Machine(fateful(inSmallSlots(store), fates, met), journal, "a");
  await machine.run(6, true);
  journal.write(3);
  await machine.run(12, false);
  expect(machine.stop).toBeNull();
  return journal;
}

async function takenOver(store: BlobStore): Promise<MemoryJournal> {
  const sink = new MemoryJournal();
  const stream = value(await chooseStream(store, "main", null));
  value(await takeOver({ store, sink, stream }, { writer: "b", host: "b", since: "2026-01-01T00:00:00Z" }));
  return sink.adopt();
}

describe.each(realStores())("a mirror in $name", (real) => {
  describe.skipIf(!real.isHere)("that is there", () => {
    beforeAll(() => real.start(), 60_000);
    afterAll(() => real.dispose());

    it("killed, lost, answered in vain or refused for a moment at each call: the restored bytes are the journal's", async () => {
      const calls: Fate[] = Array<Fate>(400).fill("well");
      await story(real.open("count"), calls, new Set());
      const steps = 400 - calls.length;
      expect(steps).toBeGreaterThan(12);
      const met = new Set<Fate>();
      const plan = FATES.flatMap((fate) => Array.from({ length: steps }, (_, step) => ({ fate, step })));
      for (const { fate, step } of dueShare(plan)) {
        const store = real.open(`${fate.replace(" ", "-")}-${String(step)}`);
        const journal = await story(store, [...Array<Fate>(step).fill("well"), fate], met);
        expect(await restoredBytes(store), `${fate} at call ${String(step)}`).toEqual(journal.bytes);
      }
      expect([...met].sort()).toEqual([...FATES, "well"].sort());
    }, 300_000);

    it("two who write at once, and one takes over: the other is fenced, its lines come first, nothing twice", async () => {
      for (let round = 0; round < 5; round++) {
        const store = inSmallSlots(real.open(`race-${String(round)}`));
        const journal = new MemoryJournal();
        journal.write(4 + round);
        const first = new Machine(store, journal, "a");
        await first.run(2 + round, true);
        const taking = takenOver(store);
        journal.write(3);
        await first.run(round, true);
        const second = await taking;
        const taker = new Machine(store, second, "b");
        second.write(5, 40, "b");
        journal.write(5, 40, "a");
        await Promise.all([first.run(20, true), taker.run(20, true)]);
        expect([first.stop, taker.stop]).toEqual(["fenced", null]);
        expect(await restoredBytes(store)).toEqual(second.bytes);
        const mirrored = second.bytes
          .join("")
          .split("\n")
          .filter((line) => !line.includes("bbbb"));
        expect(journal.bytes.join("").startsWith(mirrored.join("\n"))).toBe(true);
      }
    }, 60_000);

    it("the same writer with another journal: DIVERGED, and the mirror is as it was", async () => {
      const store = inSmallSlots(real.open("diverged"));
      const journal = new MemoryJournal();
      journal.write(3);
      const twin = journal.copy();
      const theirs = value(await openMirror(worldOf(store, journal, "a"), null));
      const ours = value(await openMirror(worldOf(store, twin, "a"), null));
      journal.write(4, 40, "x");
      twin.write(4, 40, "y");
      while (value(await theirs.step()) !== "caught_up");
      let step = await ours.step();
      for (let tries = 0; step.ok && tries < 10; tries++) step = await ours.step();
      expect(hindrance(step)).toBe("mirror_diverged");
      expect(await restoredBytes(store)).toEqual(journal.bytes);
    });

    it("10 simulated hours away: all 6,000 lines are there within 31 s of its return", async () => {
      const store = real.open("away");
      const journal = new MemoryJournal(200_000);
      journal.write(5);
      const clock = new PlannedClock();
      const stop = new AbortController();
      let isAway = false;
      const back = MINUTE_MS + 10 * HOUR_MS;
      clock.at(MINUTE_MS, () => void (isAway = true));
      for (let atMs = MINUTE_MS; atMs < back; atMs += MINUTE_MS) clock.at(atMs, () => journal.write(10));
      clock.at(back, () => void (isAway = false));
      clock.at(back + 31 * SECOND_MS, () => {
        stop.abort();
      });
      const daemon = new SyncDaemon({
        source: journal,
        clock,
        stop: stop.signal,
        settings: SETTINGS,
        once: false,
        world: () =>
          worldOf(
            reachable(store, () => isAway),
            journal,
            "a",
          ),
        cursor: () => null,
        telemetry: () => [],
        onState: () => undefined,
        caughtUpAtMs: null,
      });
      expect(value(await daemon.run())).toBe("signal");
      expect(daemon.state()).toMatchObject({ lag: { records: 0, bytes: 0 }, end: { seq: 6_005 } });
      expect(await restoredBytes(store)).toEqual(journal.bytes);
    }, 60_000);
  });
});
