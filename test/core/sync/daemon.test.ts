import { beforeEach, describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import type { BlobStore } from "../../../src/core/ports/blob-store.js";
import { type DaemonDeps, type MirrorState, SyncDaemon } from "../../../src/core/sync/daemon.js";
import { chooseStream, takeOver } from "../../../src/core/sync/restore.js";
import { readSnapshots, type TelemetryCopy } from "../../../src/core/sync/snapshots.js";
import { MemoryBlobStore } from "../../support/memory-blob-store.js";
import { reachable, restoredBytes } from "../../support/mirror-faults.js";
import { MemoryJournal, value, worldOf } from "../../support/mirror-lab.js";
import { PlannedClock } from "../../support/planned-clock.js";

const SETTINGS = { intervalMs: 1_000, leaseMs: 5_000, snapshotMs: 2_000, retryMs: 30_000 };

let store: MemoryBlobStore;
let journal: MemoryJournal;
let clock: PlannedClock;
let stop: AbortController;
let states: (MirrorState & { atMs: number })[];

beforeEach(() => {
  store = new MemoryBlobStore(64_000);
  journal = new MemoryJournal(200_000);
  journal.write(5);
  clock = new PlannedClock();
  stop = new AbortController();
  states = [];
});

function daemon(over: BlobStore = store, changes: Partial<DaemonDeps> = {}): SyncDaemon {
  return new SyncDaemon({
    source: journal,
    clock,
    stop: stop.signal,
    settings: SETTINGS,
    once: false,
    world: () => worldOf(over, journal, "a"),
    cursor: () => null,
    telemetry: () => [],
    onState: (state) => states.push({ ...state, atMs: clock.monotonicMs() }),
    caughtUpAtMs: null,
    ...changes,
  });
}

describe("the daemon", () => {
  it("after 10 simulated hours without the store it has all 36,000 lines there within 31 seconds", async () => {
    let isAway = false;
    const hours = 10 * HOUR_MS;
    clock.at(MINUTE_MS, () => void (isAway = true));
    for (let atMs = MINUTE_MS; atMs < MINUTE_MS + hours; atMs += MINUTE_MS) clock.at(atMs, () => journal.write(60));
    clock.at(MINUTE_MS + hours, () => void (isAway = false));
    clock.at(MINUTE_MS + hours + 40 * SECOND_MS, () => {
      stop.abort();
    });
    const running = daemon(reachable(store, () => isAway));
    expect(value(await running.run())).toBe("signal");
    expect(await restoredBytes(store)).toEqual(journal.bytes);
    const worst = states.filter(({ phase }) => phase === "unreachable").at(-1);
    expect(worst?.lag.records).toBeGreaterThan(35_900);
    expect(worst?.fault?.message).toBe("no route to host");
    const back = states.find(({ phase, atMs }) => phase === "running" && atMs >= MINUTE_MS + hours);
    // One pause between two tries is at most 30 s; then nothing is waited for.
    expect((back?.atMs ?? Infinity) - MINUTE_MS - hours).toBeLessThan(31 * SECOND_MS);
    expect(running.state()).toMatchObject({ lag: { records: 0, bytes: 0 }, end: { seq: 36_005 } });
    expect(running.state().end.slot).toBeLessThan(500);
  }, 60_000);

  it("finds out within 5 s that it was replaced, also with nothing to write", async () => {
    clock.at(20 * SECOND_MS, async () => {
      const stream = value(await chooseStream(store, "main", null));
      value(await takeOver({ store, sink: new MemoryJournal(), stream }, { writer: "b", host: "h", since: "then" }));
    });
    const outcome = await daemon().run();
    expect(outcome.ok ? outcome : outcome.error).toMatchObject({ code: "fenced", by: { writer: "b", epoch: 2 } });
    expect(clock.monotonicMs()).toBeLessThanOrEqual(26 * SECOND_MS);
    expect(states.at(-1)).toMatchObject({ phase: "stopped", stop: { code: "fenced" } });
  });

  it("waits for a journal that has not begun, and with --once ends", async () => {
    journal = new MemoryJournal();
    clock.at(3_000, () => {
      journal.write(2);
    });
    clock.at(10_000, () => {
      stop.abort();
    });
    await daemon().run();
    expect(states.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1])).toEqual([
      "waiting",
      "running",
      "ended",
    ]);
    expect(await restoredBytes(store)).toEqual(journal.bytes);
    journal = new MemoryJournal();
    stop = new AbortController();
    expect(value(await daemon(new MemoryBlobStore(), { once: true }).run())).toBe("done");
  });

  it("goes on with the new journal when a paper session is begun anew under it", async () => {
    clock.at(5_000, () => {
      journal = new MemoryJournal();
    });
    clock.at(8_000, () => {
      journal.write(3, 20, "anew");
    });
    clock.at(20_000, () => {
      stop.abort();
    });
    const source = {
      segments: () => journal.segments(),
      length: (segment: number) => journal.length(segment),
      read: (...asked: [number, number, number]) => journal.read(...asked),
      sync: (segment: number) => journal.sync(segment),
    };
    const world = () => ({ ...worldOf(store, journal, "a", { mayBeginAnew: true }), source });
    expect(value(await daemon(store, { source, world }).run())).toBe("signal");
    expect(await restoredBytes(store)).toEqual(journal.bytes);
  });

  it("with --once ends with the fault of a store that does not answer", async () => {
    const outcome = await daemon(
      reachable(store, () => true),
      { once: true },
    ).run();
    expect(outcome.ok ? outcome : outcome.error).toMatchObject({ kind: "fault", fault: { kind: "unreachable" } });
  });
});

describe("telemetry files in the mirror", () => {
  const copy = (seq: number): TelemetryCopy[] => [
    { name: "positions.json", bytes: Buffer.from(`{"seq":${String(seq)}}`), seq },
    { name: "nav.jsonl", bytes: Buffer.from("{}\n"), seq: null },
  ];
  const read = async () => {
    const { place } = value(await chooseStream(store, "main", null));
    return value(await readSnapshots({ store, place }, new Set()));
  };

  it("are there together, none newer than the journal, and old ones are cleared away", async () => {
    let known = 3;
    clock.at(30_000, () => void (known = 99));
    clock.at(60_000, () => {
      stop.abort();
    });
    for (let at = 2_000; at < 30_000; at += 2_000) {
      clock.at(at, () => {
        journal.write(1);
        known += 1;
      });
    }
    await daemon(store, { telemetry: () => copy(known) }).run();
    const found = await read();
    expect(Buffer.from(found?.files.get("positions.json") ?? []).toString()).toBe('{"seq":17}');
    expect(found?.head.seq).toBeGreaterThanOrEqual(17);
    expect([...store.blobs.keys()].filter((key) => key.includes("/snap/positions.json/")).length).toBeLessThanOrEqual(
      3,
    );
  });

  it("a file that was changed in the mirror is refused", async () => {
    await daemon(store, { once: true, telemetry: () => copy(5) }).run();
    const key = [...store.blobs.keys()].find((name) => name.includes("/snap/positions.json/")) ?? "";
    store.blobs.set(key, { bytes: Buffer.from('{"seq":4}'), tag: "t" });
    await expect(read()).rejects.toThrow(/mirror_broken.*SHA-256 differs/);
  });
});
