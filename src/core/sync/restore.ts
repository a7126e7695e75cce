import { MODES, type Mode } from "../domain/mode.js";
import { ok } from "../lib/result.js";
import type { BlobStore } from "../ports/blob-store.js";
import type { JournalSink } from "../ports/journal-source.js";
import type { ChainPlace } from "./layout.js";
import { type LeaseWish, readLease, takeLease } from "./lease.js";
import { openChain } from "./open-mirror.js";
import { type Attempt, stopped } from "./outcome.js";
import { pullChain } from "./pull.js";
import { EMPTY_CHAIN } from "./slot.js";
import type { ChainEnd, Lease } from "./slot.schema.js";

/** A journal in a mirror, with who writes it. */
export interface FoundStream {
  readonly place: ChainPlace;
  readonly lease: Lease;
}

/** Which journals of a fund a mirror holds: one a mode at most. */
export async function findStreams(store: BlobStore, fund: string): Attempt<readonly FoundStream[]> {
  const found: FoundStream[] = [];
  for (const mode of MODES) {
    const held = await readLease(store, { fund, mode });
    if (!held.ok) return held;
    const { lease } = held.value;
    if (lease !== null) found.push({ place: { fund, mode, generation: lease.generation }, lease });
  }
  return ok(found);
}

/** The one journal that is meant. Errors: mirror_empty naming the place; mirror_ambiguous for several without a mode. */
export async function chooseStream(store: BlobStore, fund: string, mode: Mode | null): Attempt<FoundStream> {
  const found = await findStreams(store, fund);
  if (!found.ok) return found;
  const fitting = found.value.filter(({ place }) => mode === null || place.mode === mode);
  const [first] = fitting;
  if (first !== undefined && fitting.length === 1) return ok(first);
  const held = found.value.map(({ place }) => place.mode).join(", ");
  if (first !== undefined) {
    const message = `${store.place} holds journals of ${held}: which one?`;
    return stopped({ code: "mirror_ambiguous", message, fix: `Add --mode ${first.place.mode}.` });
  }
  const what = mode === null ? "no journal" : `no journal of mode ${mode}`;
  return stopped({
    code: "mirror_empty",
    message: `${store.place} holds ${what} of fund ${fund}${held === "" ? "" : ` (but of ${held})`}`,
    fix: "Name the place with --target, the fund with --fund.",
  });
}

interface RestoreWorld {
  readonly store: BlobStore;
  readonly sink: JournalSink;
  readonly stream: FoundStream;
  readonly onSlot?: (end: ChainEnd) => void;
}

/** Brings a whole journal into an empty directory; takes no leave from anybody. */
export function restore({ store, sink, stream, onSlot }: RestoreWorld): Attempt<ChainEnd> {
  return pullChain({ store, place: stream.place, sink, ...(onSlot === undefined ? {} : { onSlot }) }, EMPTY_CHAIN);
}

/** A writer that never pauses gets in one slot at most after the lease is gone; a few rounds are plenty. */
const MAX_ROUNDS = 100;

/**
 * The same for a directory that writes from now on: lease, then all that was written, then the fence, after which the
 * writer before can't add a line. What it got in until then is here.
 */
export async function takeOver(
  world: RestoreWorld,
  wish: Omit<LeaseWish, "generation" | "takeOver" | "mayBeginAnew">,
): Attempt<{ readonly lease: Lease; readonly end: ChainEnd }> {
  const { store, sink, stream, onSlot } = world;
  const { place } = stream;
  const whole: LeaseWish = { ...wish, generation: place.generation, takeOver: true, mayBeginAnew: false };
  const lease = await takeLease(store, place, whole);
  if (!lease.ok) return lease;
  const pulling = { store, place, sink, ...(onSlot === undefined ? {} : { onSlot }) };
  let end = EMPTY_CHAIN;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const pulled = await pullChain(pulling, end);
    if (!pulled.ok) return pulled;
    end = pulled.value;
    const opened = await openChain({ store, source: sink, place, wish: whole }, end);
    if (opened.ok) return opened;
    if (opened.error.kind !== "stop" || opened.error.code !== "mirror_ahead") return opened;
  }
  return stopped({
    code: "mirror_held",
    message: `${store.place} was written to all the while by the writer before`,
    fix: "Stop `hedge sync` there, then try again.",
  });
}
