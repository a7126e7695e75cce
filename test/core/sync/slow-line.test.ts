import { expect, it } from "vitest";
import { err } from "../../../src/core/lib/result.js";
import type { BlobStore } from "../../../src/core/ports/blob-store.js";
import { SyncDaemon } from "../../../src/core/sync/daemon.js";
import { openMirror } from "../../../src/core/sync/mirror.js";
import { chooseStream, restore } from "../../../src/core/sync/restore.js";
import { MemoryBlobStore, overStore } from "../../support/memory-blob-store.js";
import { restoredBytes } from "../../support/mirror-faults.js";
import { MemoryJournal, value, worldOf } from "../../support/mirror-lab.js";
import { PlannedClock } from "../../support/planned-clock.js";

const SETTINGS = { intervalMs: 1_000, leaseMs: 5_000, snapshotMs: 2_000, retryMs: 30_000 };
const LIKED_BYTES = 8 * 1024 * 1024;
const NO_ANSWER = err({ kind: "unreachable", message: "no answer in time" } as const);

/** Carries `bytesPerSecond`, and cuts off what takes longer than a minute. */
function slowLine(store: BlobStore, clock: PlannedClock, bytesPerSecond: number): BlobStore {
  return overStore(store, {
    create: async (key, bytes) => {
      const takesMs = (1_000 * bytes.length) / bytesPerSecond;
      await clock.sleep(Math.min(takesMs, 60_000));
      return takesMs > 60_000 ? NO_ANSWER : store.create(key, bytes);
    },
  });
}

it.each([2_000, 100_000, 100_000_000])(
  "a line of %i bytes/s is caught up with",
  async (bytesPerSecond) => {
    const store = new MemoryBlobStore(LIKED_BYTES);
    const journal = new MemoryJournal(40_000_000);
    journal.write(2_000, 1_000);
    const clock = new PlannedClock();
    const stop = new AbortController();
    clock.at(7_200_000, () => {
      stop.abort();
    });
    const daemon = new SyncDaemon({
      source: journal,
      clock,
      stop: stop.signal,
      settings: SETTINGS,
      once: false,
      world: () => worldOf(slowLine(store, clock, bytesPerSecond), journal, "a"),
      cursor: () => null,
      telemetry: () => [],
      onState: () => undefined,
      caughtUpAtMs: null,
    });
    expect(value(await daemon.run())).toBe("signal");
    expect(daemon.state()).toMatchObject({ lag: { records: 0 }, end: { seq: 2_000 } });
    expect(await restoredBytes(store)).toEqual(journal.bytes);
  },
  60_000,
);

/** A chain of 13 slots. */
async function chainOf(store: MemoryBlobStore, lineBytes: number): Promise<MemoryJournal> {
  const journal = new MemoryJournal(400_000_000);
  journal.write(1, lineBytes);
  const mirror = value(await openMirror(worldOf(store, journal, "a"), null));
  for (let slot = 0; slot < 12; slot++) {
    value(await mirror.step());
    journal.write(1, lineBytes);
  }
  value(await mirror.step());
  return journal;
}

/** The most slots that were asked for at once in a restore; those asked for beside others get no answer if `isNarrow`. */
async function restoreBeside(
  store: MemoryBlobStore,
  isNarrow: boolean,
): Promise<{ most: number; sink: MemoryJournal }> {
  let open = 0;
  let most = 0;
  const counted = overStore(store, {
    get: async (key) => {
      open += 1;
      most = Math.max(most, open);
      const isAlone = open === 1;
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return isNarrow && !isAlone ? NO_ANSWER : store.get(key);
    },
  });
  const sink = new MemoryJournal();
  const stream = value(await chooseStream(store, "main", null));
  value(await restore({ store: counted, sink, stream }));
  return { most, sink };
}

it("a restore asks for at most 16 slots at once, and for as few as 4 of 3 MiB", async () => {
  const small = new MemoryBlobStore();
  await chainOf(small, 100);
  expect((await restoreBeside(small, false)).most).toBeGreaterThan(4);
  const large = new MemoryBlobStore(LIKED_BYTES);
  await chainOf(large, 3.5 * 1024 * 1024);
  expect((await restoreBeside(large, false)).most).toBe(4);
}, 60_000);

it("a restore over a line that carries one slot at a time comes through, each asked again by itself", async () => {
  const store = new MemoryBlobStore();
  const journal = await chainOf(store, 100);
  expect((await restoreBeside(store, true)).sink.bytes).toEqual(journal.bytes);
});
