import type { Result } from "../lib/result.js";
import { ok } from "../lib/result.js";
import type { BlobStore } from "../ports/blob-store.js";
import { decodeDocument, encodeDocument } from "./document-codec.js";
import { leaseKey, type StreamPlace } from "./layout.js";
import { type Attempt, broken, diverged, faulty, type Hindrance, stopped } from "./outcome.js";
import { type Lease, leaseDocument } from "./slot.schema.js";

/** Who wants to write a stream. */
export interface LeaseWish {
  readonly writer: string;
  readonly host: string;
  readonly generation: string;
  /** Wall time. */
  readonly since: string;
  /** Takes it from another writer, who is fenced by that. */
  readonly takeOver: boolean;
  /** Another journal may take the place of the mirrored one: in paper, where a session may begin anew. */
  readonly mayBeginAnew: boolean;
}

interface HeldLease {
  readonly lease: Lease | null;
  readonly tag: string | null;
}

/** Races for the lease are between people who take over, not between machines. */
const MAX_TRIES = 8;
/** As many as fit the document. */
const MAX_REPLACED = 16;

export async function readLease(store: BlobStore, place: StreamPlace): Attempt<HeldLease> {
  const found = await store.get(leaseKey(place));
  if (!found.ok) return faulty(found.error);
  if (found.value === null) return ok({ lease: null, tag: null });
  const lease = decodeDocument(leaseDocument, found.value.bytes);
  if (!lease.ok) return broken(`${store.place}: ${leaseKey(place)}: ${lease.error}`);
  return ok({ lease: lease.value, tag: found.value.tag });
}

/**
 * Takes the lease of a stream, or finds that this writer has it. Its epoch rises each time it changes hands.
 *
 * Errors: mirror_held where another writer has it and is not to be replaced; mirror_diverged where the mirror has another
 * journal in a mode in which none is begun anew.
 */
export async function takeLease(store: BlobStore, place: StreamPlace, wish: LeaseWish): Attempt<Lease> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const held = await readLease(store, place);
    if (!held.ok) return held;
    const { lease, tag } = held.value;
    const refusal = lease === null ? null : refusalOf(lease, wish, store.place);
    if (refusal !== null) return refusal;
    if (lease?.writer === wish.writer && lease.generation === wish.generation) return ok(lease);
    const swapped = await store.swap(leaseKey(place), encodeDocument(nextLease(lease, wish)), tag);
    // Whatever became of it, the next look tells: the answer may have been lost after the deed.
    if (!swapped.ok && swapped.error.kind !== "busy") return faulty(swapped.error);
  }
  return faulty({ kind: "unreachable", message: `${store.place}: the lease changed hands ${MAX_TRIES} times at once` });
}

function nextLease(before: Lease | null, { writer, host, generation, since }: LeaseWish): Lease {
  const writers = before === null ? [] : [...before.replaced, before.writer];
  const replaced = writers.filter((name) => name !== writer).slice(-MAX_REPLACED);
  const epoch = (before?.epoch ?? 0) + 1;
  return { schema: "hedge.mirror-lease/1", epoch, writer, host, generation, since, replaced };
}

function refusalOf(lease: Lease, wish: LeaseWish, place: string): Result<never, Hindrance> | null {
  const isOurs = lease.writer === wish.writer;
  if (!isOurs && !wish.takeOver) {
    return lease.replaced.includes(wish.writer) ? fencedBy(lease) : heldElsewhere(lease, place);
  }
  if (lease.generation === wish.generation || wish.mayBeginAnew) return null;
  return diverged(
    `${place} mirrors the journal ${lease.generation} of this mode, this one is ${wish.generation}: live books are never begun anew`,
  );
}

function heldElsewhere({ writer, host, epoch, since }: Lease, place: string): Result<never, Hindrance> {
  return stopped({
    code: "mirror_held",
    message: `${place} is written by another state directory (${writer} on ${host}, epoch ${epoch}, since ${since})`,
    fix: "If that machine is to be replaced: `hedge sync restore --take-over --to DIR`, then trade and sync there. Otherwise another --target or --fund.",
    by: { writer, host, epoch, since },
  });
}

/** What a writer finds that has been replaced. */
export function fencedBy({
  writer,
  host,
  epoch,
  since,
}: Omit<Lease, "schema" | "generation" | "replaced">): Result<never, Hindrance> {
  return stopped({
    code: "fenced",
    message: `replaced by ${writer} on ${host} (epoch ${epoch}, since ${since}): this directory writes and trades no more`,
    fix: "Trade where the books are now. To come back here: `hedge sync restore --take-over --to DIR` with a new directory.",
    by: { writer, host, epoch, since },
  });
}
