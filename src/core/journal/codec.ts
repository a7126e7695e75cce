import { createHash } from "node:crypto";
import type { EventBody, JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { isoUtc } from "../lib/time.js";

/** Hash before the first line. */
export const GENESIS_HASH = "0".repeat(64);

const HASH_MEMBER = /,"hash":"([0-9a-f]{64})"\}$/;

export interface LineHeader {
  readonly seq: number;
  readonly mode: Mode;
  readonly correlationId: string;
}

/** Why a line can't be trusted. */
export class JournalLineError extends Error {
  override readonly name = "JournalLineError";
}

function chain(previousHash: string, unsigned: string): string {
  return createHash("sha256").update(previousHash).update(unsigned).digest("hex");
}

/**
 * One journal line without its newline: header, payload and the hash that chains it to the line before.
 * `atMs` is written once, as `at`.
 */
export function encodeLine(body: EventBody, header: LineHeader, previousHash: string): { line: string; hash: string } {
  const { type, atMs, ...payload } = body;
  const { seq, mode, correlationId } = header;
  const unsigned = JSON.stringify({ seq, at: isoUtc(atMs), type, v: 1, mode, correlationId, ...payload });
  const hash = chain(previousHash, unsigned);
  return { line: `${unsigned.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/**
 * Reads a line back and checks version, sequence and hash.
 *
 * Errors: JournalLineError saying what differs.
 */
export function decodeLine(line: string, expectedSeq: number, previousHash: string): JournalEvent {
  const hash = HASH_MEMBER.exec(line)?.[1];
  if (hash === undefined) throw new JournalLineError("no hash at the end of the line");
  const unsigned = `${line.slice(0, line.length - hash.length - 11)}}`;
  if (chain(previousHash, unsigned) !== hash) {
    throw new JournalLineError("the hash does not fit: this line or the one before was changed, added or removed");
  }
  const parsed = parseObject(line);
  if (parsed["v"] !== 1) throw new JournalLineError(`unknown schema version ${JSON.stringify(parsed["v"])}`);
  if (parsed["seq"] !== expectedSeq) {
    throw new JournalLineError(`sequence ${JSON.stringify(parsed["seq"])}, expected ${String(expectedSeq)}`);
  }
  const { at } = parsed;
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (!Number.isFinite(atMs)) throw new JournalLineError(`"at" is no instant: ${JSON.stringify(at)}`);
  return { ...parsed, atMs } as unknown as JournalEvent;
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
