import { ok, type Result } from "../lib/result.js";
import { sha256Hex } from "../lib/hash.js";
import type { BlobStore } from "../ports/blob-store.js";
import type { JournalSource } from "../ports/journal-source.js";
import { newestCheckpoint, readNext, requireNoHole } from "./chain.js";
import { type ChainPlace, slotKey } from "./layout.js";
import { fencedBy, type LeaseWish, readLease, takeLease } from "./lease.js";
import { type Attempt, diverged, faulty, type Hindrance, stopped } from "./outcome.js";
import { hashBefore } from "./read-journal.js";
import { encodeSlot } from "./slot.js";
import type { ChainEnd, Lease } from "./slot.schema.js";

/** What a mirror works with. */
export interface MirrorWorld {
  readonly store: BlobStore;
  readonly source: JournalSource;
  readonly place: ChainPlace;
  readonly wish: LeaseWish;
}

/** Leave to write, and the end that the next slot follows. */
export interface OpenChain {
  readonly lease: Lease;
  readonly end: ChainEnd;
}

/**
 * Gets ready to write: the lease first, then what the chain holds beyond the cursor, then, after a take-over, a slot that
 * fences whoever wrote before. In another order a busy writer is never caught up with.
 *
 * cursor: the end of the chain as this directory last knew it; null where it never wrote, or can't tell.
 */
export async function openChain(world: MirrorWorld, cursor: ChainEnd | null): Attempt<OpenChain> {
  const { store, place, wish } = world;
  const known = cursor === null ? ok(null) : await stillThere(world, cursor);
  if (!known.ok) return known;
  const lease = await takeLease(store, place, wish);
  if (!lease.ok) return lease;
  const start = known.value === null ? await newestCheckpoint(store, place) : ok(known.value);
  if (!start.ok) return start;
  const end = await catchUp(world, start.value, lease.value);
  if (!end.ok) return end;
  const isFenceDue = end.value.slot > 0 && end.value.epoch < lease.value.epoch;
  return isFenceDue ? fence(world, end.value, lease.value) : ok({ lease: lease.value, end: end.value });
}

/**
 * Where the chain is gone on with by the one who knew its end. A disk that is not mounted, a bucket that was emptied: what
 * this directory has written must not be begun anew.
 */
async function stillThere(world: MirrorWorld, cursor: ChainEnd): Attempt<ChainEnd> {
  const { store, place } = world;
  if (cursor.slot === 0) return ok(cursor);
  const key = slotKey(place, cursor.slot);
  const found = await store.get(key);
  if (!found.ok) return faulty(found.error);
  if (found.value === null) return wholeWithout(world, key);
  if (sha256Hex(found.value.bytes) === cursor.prev) return ok(cursor);
  return diverged(`${store.place}: slot ${key} is not the one that this directory wrote`);
}

/**
 * The end of a chain whose last slots are gone: an older copy of it, or a disk that lost its last writes. What is missing is
 * in the journal here, so it is written again.
 */
async function wholeWithout(world: MirrorWorld, key: string): Attempt<ChainEnd> {
  const { store, place } = world;
  const start = await newestCheckpoint(store, place);
  if (!start.ok) return start;
  const end = await lastOf(world, start.value);
  if (!end.ok) return end;
  const whole = await requireNoHole(store, place, end.value);
  if (!whole.ok) return whole;
  if (end.value.slot > 0 && endProblem(world, end.value) === null) return end;
  return stopped({
    code: "mirror_lost",
    message: `${store.place}: slot ${key}, which this directory wrote, is gone`,
    fix: "Is the disk mounted, is it the right bucket? To begin a new mirror, name another --target.",
  });
}

async function lastOf({ store, place }: MirrorWorld, from: ChainEnd): Attempt<ChainEnd> {
  for (let end = from; ;) {
    const next = await readNext(store, place, end);
    if (!next.ok) return next;
    if (next.value === null) return ok(end);
    ({ end } = next.value);
  }
}

/** Follows the chain to its end, and makes sure that the journal holds all of it. */
async function catchUp(world: MirrorWorld, from: ChainEnd, lease: Lease): Attempt<ChainEnd> {
  let end = from;
  for (;;) {
    const next = await readNext(world.store, world.place, end);
    if (!next.ok) return next;
    if (next.value === null) break;
    ({ end } = next.value);
    if (end.epoch > lease.epoch) return replaced(world, next.value.header);
  }
  const problem = endProblem(world, end);
  return problem ?? ok(end);
}

/** Who holds the lease now, for a writer that met a slot of a later epoch. */
export async function replaced(
  { store, place }: Pick<MirrorWorld, "store" | "place">,
  header: { readonly writer: string; readonly epoch: number },
): Attempt<never> {
  const held = await readLease(store, place);
  const lease = held.ok ? held.value.lease : null;
  return fencedBy(lease ?? { ...header, host: "another machine", since: "unknown" });
}

/** What is wrong when the journal here is not what the chain says it was. */
function endProblem({ source, store }: MirrorWorld, end: ChainEnd): Result<never, Hindrance> | null {
  const length = source.length(end.segment);
  if (end.slot === 0 || hashBefore(source, end) === end.hash) return null;
  if (length !== null && length >= end.at) {
    return diverged(`event ${end.seq} of the journal here is not the one that ${store.place} holds`);
  }
  return stopped({
    code: "mirror_ahead",
    message: `${store.place} holds ${end.seq} events of this journal, more than there are here`,
    fix: "Lines were lost here. `hedge sync restore --take-over --to DIR` brings all of them into a new directory.",
  });
}

/** A slot without lines under the new epoch: the next slot that an older writer tries to put is taken. */
async function fence(world: MirrorWorld, from: ChainEnd, lease: Lease): Attempt<OpenChain> {
  const { store, place } = world;
  for (let end = from; ;) {
    const { segment, at, seq, hash } = end;
    const { epoch, writer } = lease;
    const slot = encodeSlot(end, { epoch, writer, payload: new Uint8Array(), segment, at, seq, hash });
    const put = await store.create(slotKey(place, end.slot + 1), slot);
    if (!put.ok && put.error.kind !== "busy") return faulty(put.error);
    // Ours, or a last one that the other writer got in before it.
    const after = await catchUp(world, end, lease);
    if (!after.ok) return after;
    if (after.value.epoch === epoch) return ok({ lease, end: after.value });
    end = after.value;
  }
}
