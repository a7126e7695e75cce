import type { Blob, BlobStore, StoreAnswer } from "../ports/blob-store.js";
import type { SlotReader } from "./chain.js";
import { type ChainPlace, slotKey } from "./layout.js";

/** Slots on their way at once: a chain of many small ones is not paid for with as many round trips. */
const MAX_AHEAD = 16;
/** What is on its way at once shares the line and the memory. */
const AHEAD_BYTES = 16 * 1024 * 1024;
/** Tries of a slot that has no answer, the last ones with nothing else on its way. */
const TRIES = 3;

/**
 * The same store, with the slots after `slot` asked for before they are wanted: as many as about 16 MiB of them, judged by
 * the last one. A slot without an answer is asked for again by itself, before its fault counts.
 */
export function readingAhead(store: Pick<BlobStore, "place" | "get">, place: ChainPlace, slot: number): SlotReader {
  const asked = new Map<string, StoreAnswer<Blob | null>>();
  let last = slot;
  let ahead = 1;
  let isAtEnd = false;
  const askAhead = (): void => {
    while (!isAtEnd && asked.size < ahead) {
      last += 1;
      const next = slotKey(place, last);
      asked.set(next, store.get(next));
    }
  };
  const get = async (key: string): StoreAnswer<Blob | null> => {
    askAhead();
    let answer = await (asked.get(key) ?? store.get(key));
    asked.delete(key);
    for (let tries = 1; !answer.ok && answer.error.kind === "unreachable" && tries < TRIES; tries++) {
      ahead = 1;
      await Promise.all(asked.values());
      answer = await store.get(key);
    }
    // Beyond the end there is nothing to ask for; a slot that comes into being meanwhile is asked for by its name.
    if (!answer.ok || answer.value === null) isAtEnd = true;
    else ahead = Math.min(2 * ahead, fitting(answer.value.bytes.length));
    return answer;
  };
  return { place: store.place, get };
}

function fitting(slotBytes: number): number {
  return Math.max(1, Math.min(MAX_AHEAD, Math.floor(AHEAD_BYTES / Math.max(1, slotBytes))));
}
