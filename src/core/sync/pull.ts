import { checkLines } from "../journal/check-lines.js";
import { invariant } from "../lib/invariant.js";
import { ok } from "../lib/result.js";
import type { BlobStore } from "../ports/blob-store.js";
import type { JournalSink } from "../ports/journal-source.js";
import { type Link, readNext, requireNoHole } from "./chain.js";
import { type ChainPlace, slotKey } from "./layout.js";
import { type Attempt, broken } from "./outcome.js";
import { readingAhead } from "./read-ahead.js";
import type { ChainEnd } from "./slot.schema.js";

interface PullWorld {
  readonly store: BlobStore;
  readonly place: ChainPlace;
  readonly sink: JournalSink;
  readonly onSlot?: (end: ChainEnd) => void;
}

/**
 * Brings what a chain holds beyond `from` into a journal, each line checked. The journal ends where `from` does.
 *
 * Returns the new end of the chain. Errors: mirror_broken naming the slot.
 */
export async function pullChain(world: PullWorld, from: ChainEnd): Attempt<ChainEnd> {
  const { place, sink } = world;
  const store = readingAhead(world.store, place, from.slot);
  const touched = new Set<number>();
  let end = from;
  for (;;) {
    const next = await readNext(store, place, end);
    if (!next.ok) return next;
    const link = next.value;
    if (link === null) break;
    const lines = checkLines(link.payload, end);
    const isSound = lines.ok && lines.value.seq === link.end.seq && lines.value.hash === link.end.hash;
    if (!isSound) {
      const reason = lines.ok ? "its header names another last event" : lines.error;
      return broken(`${world.store.place}: slot ${slotKey(place, link.header.slot)}: ${reason}`);
    }
    append(sink, link);
    touched.add(link.header.segment);
    end = link.end;
    world.onSlot?.(end);
  }
  for (const segment of touched) await sink.sync(segment);
  const whole = await requireNoHole(world.store, place, end);
  return whole.ok ? ok(end) : whole;
}

function append(sink: JournalSink, { header, payload }: Link): void {
  if (payload.length === 0) return;
  const length = sink.length(header.segment) ?? 0;
  invariant(
    length === header.at,
    `segment ${header.segment} has ${length} bytes, slot ${header.slot} begins at ${header.at}`,
  );
  sink.append(header.segment, payload);
}
