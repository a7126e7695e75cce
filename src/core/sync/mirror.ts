import { checkLines } from "../journal/check-lines.js";
import { segmentName } from "../journal/read.js";
import { ok } from "../lib/result.js";
import { leaveCheckpoint, readNext } from "./chain.js";
import { slotKey } from "./layout.js";
import { fencedBy, readLease } from "./lease.js";
import { type MirrorWorld, type OpenChain, openChain, replaced } from "./open-mirror.js";
import { type Attempt, diverged, faulty, stopped } from "./outcome.js";
import { chunkAfter, type JournalChunk } from "./read-journal.js";
import { encodeSlot } from "./slot.js";
import type { ChainEnd, Lease } from "./slot.schema.js";

/** What one step of a mirror did. */
type Step = "sent" | "adopted" | "caught_up";

/**
 * Writes a journal into a chain of slots, one after another, each created once. It holds no state that matters: killed at
 * any point and opened again, it goes on where the chain ends.
 */
export class Mirror {
  #end: ChainEnd;
  readonly lease: Lease;

  constructor(
    readonly world: MirrorWorld,
    chain: OpenChain,
  ) {
    this.lease = chain.lease;
    this.#end = chain.end;
  }

  /** The end of the chain: what is in the mirror for certain. */
  get end(): ChainEnd {
    return this.#end;
  }

  /** Puts the next whole lines of the journal, about `limitBytes`, into one slot. What is not durable here never leaves. */
  async step(limitBytes = this.world.store.goodBlobBytes): Attempt<Step> {
    const { source } = this.world;
    const chunk = chunkAfter(source, this.#end, limitBytes);
    if (chunk === null) return ok("caught_up");
    const lines = checkLines(chunk.bytes, this.#end);
    if (!lines.ok) return corrupt(chunk, lines.error);
    await source.sync(chunk.segment);
    const { epoch, writer } = this.lease;
    const { segment, at, bytes: payload } = chunk;
    return this.#put(encodeSlot(this.#end, { epoch, writer, payload, segment, at, ...lines.value }));
  }

  /** Whether this writer may still write, also when it has nothing to. Errors: fenced. */
  async confirmLease(): Attempt<null> {
    const { store, place } = this.world;
    const held = await readLease(store, place);
    if (!held.ok) return held;
    const { lease } = held.value;
    if (lease === null) {
      return stopped({
        code: "mirror_lost",
        message: `${store.place}: the lease is gone`,
        fix: "Is the disk mounted, is it the right bucket? To begin a new mirror, name another --target.",
      });
    }
    return lease.epoch > this.lease.epoch ? fencedBy(lease) : ok(null);
  }

  async #put(slot: Uint8Array): Attempt<Step> {
    const { store, place } = this.world;
    const number = this.#end.slot + 1;
    const put = await store.create(slotKey(place, number), slot);
    if (!put.ok) return faulty(put.error);
    // Read back: a store may take bytes and keep others.
    const back = await readNext(store, place, this.#end);
    if (!back.ok) return back;
    if (back.value === null) {
      return faulty({ kind: "unreachable", message: `${store.place}: slot ${number} can't be read back yet` });
    }
    const { header, payload, end } = back.value;
    if (header.epoch > this.lease.epoch) return replaced(this.world, header);
    if (!this.#isOurJournal(payload, header)) {
      return diverged(
        `${store.place}: slot ${number} holds other events after ${this.#end.seq} than the journal here (written by ${header.writer})`,
      );
    }
    this.#end = end;
    await leaveCheckpoint(store, place, number);
    return ok(put.value === "created" ? "sent" : "adopted");
  }

  /** Whether the bytes of a slot are the journal's: the answer to an earlier write was lost, or it was cut elsewhere. */
  #isOurJournal(payload: Uint8Array, { segment, at }: { segment: number; at: number }): boolean {
    const ours = this.world.source.read(segment, at, payload.length);
    return ours.length === payload.length && Buffer.compare(ours, payload) === 0;
  }
}

/** Opens a mirror: see openChain. */
export async function openMirror(world: MirrorWorld, cursor: ChainEnd | null): Attempt<Mirror> {
  const chain = await openChain(world, cursor);
  return chain.ok ? ok(new Mirror(world, chain.value)) : chain;
}

function corrupt({ segment }: JournalChunk, reason: string): Awaited<Attempt<never>> {
  return stopped({
    code: "journal_corrupt",
    message: `journal/${segmentName(segment)}: ${reason}: it is not mirrored`,
    fix: "Run `hedge journal verify`; the mirror holds the sound lines before it.",
  });
}
