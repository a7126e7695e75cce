import { ok } from "../lib/result.js";
import type { BlobStore } from "../ports/blob-store.js";
import { decodeDocument, encodeDocument } from "./document-codec.js";
import { type ChainPlace, checkpointKey, slotKey, slotPrefix } from "./layout.js";
import { type Attempt, broken, faulty } from "./outcome.js";
import { breakBetween, decodeSlot, EMPTY_CHAIN, endAfter, type Slot } from "./slot.js";
import { type ChainEnd, checkpointDocument } from "./slot.schema.js";

/** A slot with the end of the chain after it. */
export interface Link extends Slot {
  readonly end: ChainEnd;
}

/** As much of a store as reading a chain takes. */
export type SlotReader = Pick<BlobStore, "place" | "get">;

/** Slots between two checkpoints: as many a reader without a cursor fetches at most, beside those that came since. */
const CHECKPOINT_SLOTS = 64;

/** The slot after the end of a chain; null where there is none yet. */
export async function readNext(store: SlotReader, place: ChainPlace, end: ChainEnd): Attempt<Link | null> {
  const key = slotKey(place, end.slot + 1);
  const answer = await store.get(key);
  if (!answer.ok) return faulty(answer.error);
  if (answer.value === null) return ok(null);
  const slot = decodeSlot(answer.value.bytes);
  if (!slot.ok) return broken(`${store.place}: slot ${key}: ${slot.error}`);
  const gap = breakBetween(end, slot.value);
  if (gap !== null) return broken(`${store.place}: slot ${key}: ${gap}`);
  return ok({ ...slot.value, end: endAfter(slot.value, answer.value.bytes) });
}

/**
 * Says whether slots lie beyond the end of a chain, which only a hole in it explains.
 *
 * Errors: mirror_broken naming the slot that is missing.
 */
export async function requireNoHole(store: BlobStore, place: ChainPlace, end: ChainEnd): Attempt<null> {
  const beyond = await store.listAfter(slotPrefix(place), slotKey(place, end.slot + 1), 1);
  if (!beyond.ok) return faulty(beyond.error);
  const [key] = beyond.value;
  if (key === undefined) return ok(null);
  // It may have been put there between the two looks.
  const missing = await store.get(slotKey(place, end.slot + 1));
  if (!missing.ok) return faulty(missing.error);
  if (missing.value !== null) return ok(null);
  return broken(`${store.place}: slot ${slotKey(place, end.slot + 1)} is missing, ${key} is there`);
}

/** The end of the chain as the newest checkpoint has it: a place to go on from, at worst the chain's beginning. */
export async function newestCheckpoint(store: BlobStore, place: ChainPlace): Attempt<ChainEnd> {
  const found = await store.get(checkpointKey(place));
  if (!found.ok) return faulty(found.error);
  const known = found.value === null ? null : decodeDocument(checkpointDocument, found.value.bytes);
  if (known?.ok !== true) return ok(EMPTY_CHAIN);
  const answer = await store.get(slotKey(place, known.value.slot));
  if (!answer.ok) return faulty(answer.error);
  const slot = answer.value === null ? null : decodeSlot(answer.value.bytes);
  // A checkpoint only saves time: where it doesn't hold, the chain is read from its beginning.
  if (slot?.ok !== true || answer.value === null) return ok(EMPTY_CHAIN);
  return ok(endAfter(slot.value, answer.value.bytes));
}

/** Leaves a checkpoint every 64 slots. What stands in the way is no harm: readers look a little longer. */
export async function leaveCheckpoint(store: BlobStore, place: ChainPlace, slot: number): Promise<void> {
  if (slot % CHECKPOINT_SLOTS !== 0) return;
  const key = checkpointKey(place);
  const found = await store.get(key);
  if (!found.ok) return;
  const document = encodeDocument({ schema: "hedge.mirror-checkpoint/1", slot });
  await store.swap(key, document, found.value?.tag ?? null);
}
