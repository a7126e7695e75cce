import { sha256Hex } from "../lib/hash.js";
import { isoUtc } from "../lib/time.js";
import { err, ok, type Result } from "../lib/result.js";
import type { BlobStore } from "../ports/blob-store.js";
import { decodeDocument, encodeDocument } from "./document-codec.js";
import { type ChainPlace, headKey, snapshotKey } from "./layout.js";
import { type Attempt, broken, faulty, type MirrorStop } from "./outcome.js";
import { type ChainEnd, type Head, headDocument } from "./slot.schema.js";

/** A telemetry file as it was read. */
export interface TelemetryCopy {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Last journal line that it knows; null where it doesn't say. */
  readonly seq: number | null;
}

interface HeadPlace {
  readonly store: BlobStore;
  readonly place: ChainPlace;
}

interface FoundHead {
  readonly head: Head | null;
  readonly tag: string | null;
}

export async function readHead({ store, place }: HeadPlace): Attempt<FoundHead> {
  const found = await store.get(headKey(place));
  if (!found.ok) return faulty(found.error);
  if (found.value === null) return ok({ head: null, tag: null });
  const head = decodeDocument(headDocument, found.value.bytes);
  if (!head.ok) return broken(`${store.place}: ${headKey(place)}: ${head.error}`);
  return ok({ head: head.value, tag: found.value.tag });
}

/**
 * Puts telemetry files into a mirror, then, by one swap, the head that names them: a reader sees the files of before or of
 * now, never some of both. A file whose journal is not in the mirror yet waits for it.
 */
export class SnapshotWriter {
  #found: FoundHead | null = null;
  /** Named by the head before: readers may still be at them. */
  #dropped: readonly string[] = [];

  constructor(
    readonly at: HeadPlace,
    readonly epoch: number,
  ) {}

  /** Returns whether a new head was put. */
  async publish(copies: readonly TelemetryCopy[], end: ChainEnd, nowMs: number): Attempt<boolean> {
    if (copies.some(({ seq }) => seq !== null && seq > end.seq)) return ok(false);
    const found = this.#found === null ? await readHead(this.at) : ok(this.#found);
    if (!found.ok) return found;
    const { head, tag } = found.value;
    const files = filesOf(copies, this.at.place);
    const isNew = Object.keys(files).some((name) => head?.files[name]?.key !== files[name]?.key);
    if (!isNew) return ok(false);
    const put = await this.#putFiles(copies, files, head);
    if (!put.ok) return put;
    const next: Head = {
      schema: "hedge.mirror-head/1",
      epoch: this.epoch,
      at: isoUtc(nowMs),
      slot: end.slot,
      seq: end.seq,
      files: { ...head?.files, ...files },
    };
    const { store, place } = this.at;
    const swapped = await store.swap(headKey(place), encodeDocument(next), tag);
    this.#found = null;
    if (!swapped.ok) return faulty(swapped.error);
    // Somebody else's head: the lease tells who may write.
    if (swapped.value === null) return ok(false);
    this.#found = { head: next, tag: swapped.value };
    await this.#clear(head, next);
    return ok(true);
  }

  async #putFiles(copies: readonly TelemetryCopy[], files: Head["files"], head: Head | null): Attempt<null> {
    for (const { name, bytes } of copies) {
      const key = files[name]?.key;
      if (key === undefined || head?.files[name]?.key === key) continue;
      const put = await this.at.store.create(key, bytes);
      if (!put.ok) return faulty(put.error);
    }
    return ok(null);
  }

  /** Files that neither this head nor the one before names. */
  async #clear(before: Head | null, now: Head): Promise<void> {
    const kept = keysOf(now);
    const dropped = keysOf(before).filter((key) => !kept.includes(key));
    for (const key of this.#dropped) if (!kept.includes(key)) await this.at.store.remove(key);
    this.#dropped = dropped;
  }
}

function keysOf(head: Head | null): readonly string[] {
  return Object.values(head?.files ?? {}).map(({ key }) => key);
}

function filesOf(copies: readonly TelemetryCopy[], place: ChainPlace): Head["files"] {
  return Object.fromEntries(
    copies.map(({ name, bytes, seq }) => {
      const sha = sha256Hex(bytes);
      return [name, { key: snapshotKey(place, name, { seq: seq ?? 0, sha }), sha, bytes: bytes.length, seq }];
    }),
  );
}

/** Telemetry files that belong together. */
export interface MirroredFiles {
  readonly head: Head;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A chain that ends before what its head has seen: an older copy of a mirror, or one that lost its last slots. */
export function requireWholeChain(
  store: BlobStore,
  { seq }: Pick<Head, "seq">,
  end: ChainEnd,
): Result<null, MirrorStop> {
  if (seq <= end.seq) return ok(null);
  const missing = seq - end.seq;
  return err({
    kind: "stop",
    code: "mirror_broken",
    message: `${store.place}: its telemetry files know event ${seq}, its journal ends at ${end.seq}: ${missing} ${missing === 1 ? "event is" : "events are"} missing`,
    fix: "Mend the mirror from a whole copy of it. `hedge sync restore --to DIR` brings what is sound, for reading.",
  });
}

/** A head may be replaced, and its files cleared away, while they are fetched. */
const MAX_TRIES = 5;

/**
 * The telemetry files that the newest head names, each proved by its SHA-256; null where there is no head yet.
 *
 * known: files the reader has already, by key; they are not fetched again.
 */
export async function readSnapshots(at: HeadPlace, known: ReadonlySet<string>): Attempt<MirroredFiles | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await readHead(at);
    if (!found.ok) return found;
    const { head } = found.value;
    if (head === null) return ok(null);
    const files = await fetchFiles(at, head, known);
    if (!files.ok) return files;
    if (files.value !== null) return ok({ head, files: files.value });
  }
  return faulty({
    kind: "unreachable",
    message: `${at.store.place}: its telemetry files change faster than they can be read`,
  });
}

async function fetchFiles(
  { store }: HeadPlace,
  head: Head,
  known: ReadonlySet<string>,
): Attempt<ReadonlyMap<string, Uint8Array> | null> {
  const files = new Map<string, Uint8Array>();
  for (const [name, { key, sha }] of Object.entries(head.files)) {
    if (known.has(key)) continue;
    const blob = await store.get(key);
    if (!blob.ok) return faulty(blob.error);
    if (blob.value === null) return ok(null);
    if (sha256Hex(blob.value.bytes) !== sha) return broken(`${store.place}: ${key}: SHA-256 differs`);
    files.set(name, blob.value.bytes);
  }
  return ok(files);
}
