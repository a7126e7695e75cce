import { sha256Hex } from "../lib/hash.js";
import { err, ok, type Result } from "../lib/result.js";
import { decodeDocument, encodeDocument } from "./document-codec.js";
import { type ChainEnd, type SlotHeader, slotHeader } from "./slot.schema.js";

/** Hash before the first line of a journal and before the first slot of a chain. */
const ZEROS = "0".repeat(64);
const NEWLINE = 0x0a;
const MAX_HEADER_BYTES = 4_096;

export const EMPTY_CHAIN: ChainEnd = {
  slot: 0,
  epoch: 0,
  off: 0,
  prev: ZEROS,
  segment: 1,
  at: 0,
  seq: 0,
  hash: ZEROS,
};

export interface Slot {
  readonly header: SlotHeader;
  /** Bytes of the journal. */
  readonly payload: Uint8Array;
}

/** What a slot adds to the end of a chain. */
interface Addition {
  readonly epoch: number;
  readonly writer: string;
  readonly payload: Uint8Array;
  readonly segment: number;
  readonly at: number;
  readonly seq: number;
  readonly hash: string;
}

/** The bytes of the slot that follows `end`. */
export function encodeSlot(end: ChainEnd, { epoch, writer, payload, segment, at, seq, hash }: Addition): Uint8Array {
  const sha = sha256Hex(payload);
  const { off, prev } = end;
  const place = { slot: end.slot + 1, epoch, writer, off, len: payload.length };
  const header: SlotHeader = { v: 1, ...place, sha, prev, segment, at, seq, hash };
  return Buffer.concat([encodeDocument(header), payload]);
}

/**
 * A slot read back. Its payload is checked against its own header, and nothing else.
 *
 * Errors: what is wrong with the bytes.
 */
export function decodeSlot(bytes: Uint8Array): Result<Slot, string> {
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(NEWLINE);
  if (end === -1) return err("no header");
  const header = decodeDocument(slotHeader, bytes.subarray(0, end));
  if (!header.ok) return err(`its header can't be read: ${header.error}`);
  const payload = bytes.subarray(end + 1);
  const { len, sha } = header.value;
  if (payload.length !== len) return err(`${payload.length} bytes where its header says ${len}`);
  if (sha256Hex(payload) !== sha) return err("its bytes are not those that were put there: SHA-256 differs");
  return ok({ header: header.value, payload });
}

/** Why a slot can't be the one after `end`; null if it is. */
export function breakBetween(end: ChainEnd, { header }: Slot): string | null {
  const { slot, prev, off, epoch, segment, at, seq } = header;
  if (slot !== end.slot + 1) return `it says slot ${slot}`;
  if (prev !== end.prev) return "it does not follow the slot before: the chain is broken";
  if (off !== end.off) return `it begins at byte ${off}, expected ${end.off}`;
  if (epoch < end.epoch) return `its epoch ${epoch} is older than ${end.epoch} before it`;
  const sameFile = segment === end.segment && at === end.at;
  const nextFile = segment === end.segment + 1 && at === 0;
  if (!sameFile && !nextFile) return `it belongs at byte ${at} of segment ${segment}, the chain ended elsewhere`;
  return seq < end.seq ? `its last line is ${seq}, the chain had ${end.seq}` : null;
}

/** The end of the chain after a slot. */
export function endAfter({ header }: Slot, bytes: Uint8Array): ChainEnd {
  const { slot, epoch, off, len, segment, at, seq, hash } = header;
  return { slot, epoch, off: off + len, prev: sha256Hex(bytes), segment, at: at + len, seq, hash };
}
