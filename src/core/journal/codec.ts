import type { EventBody, JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { chainedHash } from "../lib/hash.js";
import { invariant, InvariantError } from "../lib/invariant.js";
import { isoUtc } from "../lib/time.js";

/** Hash before the first line. */
export const GENESIS_HASH = "0".repeat(64);

/** No line is longer, written or read: a reader never holds more than this of a file that isn't a journal. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** UTF-8 takes at most this many bytes for one UTF-16 unit. */
const MAX_BYTES_A_UNIT = 3;

const HASH_MEMBER = /^,"hash":"([0-9a-f]{64})"\}$/;
const HASH_MEMBER_LENGTH = `,"hash":"${GENESIS_HASH}"}`.length;

/** What any journal may carry. */
type Stamped = Pick<EventBody, "atMs"> & { readonly type: string };

interface LineHeader {
  readonly seq: number;
  readonly mode: Mode;
  readonly correlationId: string;
}

/** Why a line can't be trusted. */
export class JournalLineError extends Error {
  override readonly name = "JournalLineError";
}

/** Text that opens every line of this sequence number. */
export function lineOpening(seq: number): string {
  return `{"seq":${String(seq)},"at":"`;
}

/**
 * One journal line without its newline: header, payload and the hash that chains it to the line before.
 * `atMs` is written once, as `at`.
 *
 * Errors: InvariantError where the line would not read back as the event: NaN, Infinity, half a millisecond.
 */
export function encodeLine(body: Stamped, header: LineHeader, previousHash: string): { line: string; hash: string } {
  const { type, atMs, ...payload } = body;
  const { seq, mode, correlationId } = header;
  invariant(Number.isSafeInteger(atMs), `${type}: atMs ${String(atMs)} is no whole millisecond`);
  refuseLostNumbers(payload, type);
  const unsigned = JSON.stringify({ seq, at: isoUtc(atMs), type, v: 1, mode, correlationId, ...payload });
  invariant(unsigned.length * MAX_BYTES_A_UNIT < MAX_LINE_BYTES, `${type}: a line of ${unsigned.length} characters`);
  const hash = chainedHash(previousHash, unsigned);
  return { line: `${unsigned.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** JSON.stringify turns NaN into null: the books after a restart would not be the books before it. */
function refuseLostNumbers(value: unknown, path: string): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new InvariantError(`${path} is ${String(value)}: a journal line can't carry it`);
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) refuseLostNumbers(value[index], path);
  } else if (typeof value === "object" && value !== null) {
    for (const key in value) refuseLostNumbers((value as Record<string, unknown>)[key], key);
  }
}

/**
 * Reads a line back and checks version, sequence and hash.
 *
 * Errors: JournalLineError saying what differs.
 */
export function decodeLine(line: string, expectedSeq: number, previousHash: string): JournalEvent {
  const hash = HASH_MEMBER.exec(line.slice(-HASH_MEMBER_LENGTH))?.[1];
  if (hash === undefined) throw new JournalLineError("no hash at the end of the line");
  const unsigned = `${line.slice(0, -HASH_MEMBER_LENGTH)}}`;
  if (chainedHash(previousHash, unsigned) !== hash) {
    throw new JournalLineError("the hash does not fit: this line or the one before was changed, added or removed");
  }
  const parsed = parseObject(line);
  if (parsed["v"] !== 1) throw new JournalLineError(`unknown schema version ${quoted(parsed["v"])}`);
  if (parsed["seq"] !== expectedSeq) {
    throw new JournalLineError(`sequence ${quoted(parsed["seq"])}, expected ${String(expectedSeq)}`);
  }
  const { at } = parsed;
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (!Number.isFinite(atMs)) throw new JournalLineError(`"at" is no instant: ${quoted(at)}`);
  return { ...parsed, atMs } as unknown as JournalEvent;
}

/** A value from a line for a message: short, and without characters that move a cursor. */
export function quoted(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  const visible = text.replace(/[\u007f-\u009f\u2028\u2029]/g, "?");
  return visible.length > 80 ? `${visible.slice(0, 80)}…` : visible;
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    throw new JournalLineError("not JSON");
  }
  throw new JournalLineError("not a JSON object");
}
