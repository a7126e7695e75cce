import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const length = z.number().int().min(0);
const position = length.max(Number.MAX_SAFE_INTEGER);
const words = z.string().min(1).max(200);

/** First line of a slot; the journal's own bytes follow. */
export const slotHeader = z.strictObject({
  v: z.literal(1),
  /** Counts from 1 without holes. */
  slot: z.number().int().min(1),
  epoch: z.number().int().min(1),
  writer: words,
  /** Bytes of the journal before this slot, all segments together. */
  off: position,
  len: length,
  sha: sha256.describe("of the journal's bytes in this slot"),
  prev: sha256.describe("of the whole slot before; zeros for the first"),
  segment: z.number().int().min(1).max(999_999).describe("file of the journal that the bytes belong to"),
  at: position.describe("bytes of that file before this slot"),
  seq: length.describe("last journal line up to here"),
  hash: sha256.describe("hash of that line"),
});
export type SlotHeader = z.infer<typeof slotHeader>;

/** Who may write a stream. Changed by compare-and-swap alone; the epoch only rises. */
export const leaseDocument = z.strictObject({
  schema: z.literal("hedge.mirror-lease/1"),
  epoch: z.number().int().min(1),
  writer: words,
  host: words,
  generation: z.string().regex(/^[0-9a-f]{16}$/),
  since: words,
  replaced: z.array(words).max(16).describe("writers before, so that one that comes back late knows that it is fenced"),
});
export type Lease = z.infer<typeof leaseDocument>;

/** A slot near the end of the chain: where a reader without a cursor begins to look. */
export const checkpointDocument = z.strictObject({
  schema: z.literal("hedge.mirror-checkpoint/1"),
  slot: z.number().int().min(1),
});

const snapshot = z.strictObject({ key: words, sha: sha256, bytes: length, seq: length.nullable() });

/** The telemetry files as they stood together, none newer than the journal in the mirror. */
export const headDocument = z.strictObject({
  schema: z.literal("hedge.mirror-head/1"),
  epoch: z.number().int().min(1),
  at: words.describe("wall time of the writer"),
  slot: length,
  seq: length.describe("last journal line in the mirror when the files were put there"),
  files: z.record(z.string(), snapshot),
});
export type Head = z.infer<typeof headDocument>;

/** How far a chain is known: all that is needed to write or to check the next slot. */
export const chainEnd = z.strictObject({
  slot: length,
  epoch: length,
  off: position,
  prev: sha256,
  segment: z.number().int().min(1).max(999_999),
  at: position,
  seq: length,
  hash: sha256,
});
export type ChainEnd = z.infer<typeof chainEnd>;
