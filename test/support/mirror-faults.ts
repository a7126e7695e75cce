import { err } from "../../src/core/lib/result.js";
import type { BlobStore, StoreAnswer } from "../../src/core/ports/blob-store.js";
import { type Mirror, openMirror } from "../../src/core/sync/mirror.js";
import { chooseStream, restore } from "../../src/core/sync/restore.js";
import type { ChainEnd } from "../../src/core/sync/slot.schema.js";
import { overStore } from "./memory-blob-store.js";
import { MemoryJournal, value, worldOf } from "./mirror-lab.js";

/** What becomes of one call of a store. */
export type Fate = "well" | "lost" | "answer lost" | "busy" | "killed before" | "killed after";

/** A process that was killed: nothing after the call happens. */
class Killed extends Error {}

/** A store whose calls meet their fates one after another; once these are used up, all is well. */
export function fateful(store: BlobStore, fates: Fate[], met: Set<Fate>): BlobStore {
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
export class Machine {
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

/** What a restore brings back, segment by segment. */
export async function restoredBytes(store: BlobStore): Promise<readonly string[]> {
  const sink = new MemoryJournal();
  const stream = value(await chooseStream(store, "main", null));
  value(await restore({ store, sink, stream }));
  return sink.bytes;
}

/** A store that nobody reaches while `isAway`. */
export function reachable(store: BlobStore, isAway: () => boolean): BlobStore {
  const away = async (): StoreAnswer<never> => err({ kind: "unreachable", message: "no route to host" });
  return overStore(store, {
    create: (key, bytes) => (isAway() ? away() : store.create(key, bytes)),
    get: (key) => (isAway() ? away() : store.get(key)),
    listAfter: (...asked) => (isAway() ? away() : store.listAfter(...asked)),
    swap: (...asked) => (isAway() ? away() : store.swap(...asked)),
  });
}
