import type { BlobStore } from "../../ports/blob-store.js";
import type { JournalSink } from "../../ports/journal-source.js";
import { pullChain } from "../../sync/pull.js";
import type { ChainPlace } from "../../sync/layout.js";
import { EMPTY_CHAIN } from "../../sync/slot.js";
import { unwrap } from "./run-restore.js";

/** A whole segment as the mirror gave it back, with its last line. */
export interface MirroredSegment {
  readonly segment: number;
  readonly bytes: Uint8Array;
  readonly seq: number;
  readonly hash: string;
}

/** Holds the segment under way, and no other. */
class SegmentCollector implements JournalSink {
  #segment = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  readonly #last = { seq: 0, hash: "" };

  constructor(readonly onSegment: (whole: MirroredSegment) => void) {}

  /** The next segment begins only once the one before is whole. */
  append(segment: number, bytes: Uint8Array): void {
    if (segment !== this.#segment) {
      this.#hand();
      this.#segment = segment;
      this.#parts = [];
      this.#bytes = 0;
    }
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Called after each slot. */
  reach(seq: number, hash: string): void {
    this.#last.seq = seq;
    this.#last.hash = hash;
  }

  #hand(): void {
    if (this.#segment === 0) return;
    this.onSegment({ segment: this.#segment, bytes: Buffer.concat(this.#parts), ...this.#last });
  }

  length(segment: number): number | null {
    return segment === this.#segment ? this.#bytes : null;
  }

  segments(): readonly number[] {
    return [];
  }

  read(): Uint8Array {
    return new Uint8Array();
  }

  truncate(): void {
    // Nothing is kept that could be too long.
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Reads all of a chain back, now, each slot by its SHA-256 and each line by its hash, and hands over each segment that is
 * followed by another.
 *
 * Errors: Failure where the mirror does not answer or is not whole.
 */
export async function readSegments(
  store: BlobStore,
  place: ChainPlace,
  onSegment: (whole: MirroredSegment) => void,
): Promise<void> {
  const sink = new SegmentCollector(onSegment);
  const onSlot = ({ seq, hash }: { readonly seq: number; readonly hash: string }): void => {
    sink.reach(seq, hash);
  };
  unwrap(await pullChain({ store, place, sink, onSlot }, EMPTY_CHAIN));
}
