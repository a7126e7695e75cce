import { z } from "zod";
import { err, ok, type Result } from "../../lib/result.js";
import type { SessionFrame } from "../../ports/session-port.js";

/** What is spoken; another version is refused, and its screen reads the state directory. */
export const SESSION_SCHEMA = "hedge.session/1";

const NEWLINE = 0x0a;
const MAX_HEADER_BYTES = 64 * 1_024;
/** A document; lines come in smaller parts. */
const MAX_BODY_BYTES = 64 * 1_024 * 1_024;

const followSchema = z.strictObject({
  verb: z.literal("follow"),
  schema: z.string(),
  /** False: the documents alone, for a look at the status. */
  series: z.boolean(),
});
export type FollowRequest = z.infer<typeof followSchema>;

const tally = z.int().nonnegative();
const stand = z.strictObject({ file: z.string(), identity: z.string(), length: tally });

const headerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hello"), schema: z.string(), pid: tally }),
  z.strictObject({
    kind: z.literal("lines"),
    n: tally,
    file: z.string(),
    identity: z.string(),
    offset: tally,
    isHead: z.boolean(),
    bytes: tally.max(MAX_BODY_BYTES),
  }),
  z.strictObject({ kind: z.literal("document"), n: tally, file: z.string(), bytes: tally.max(MAX_BODY_BYTES) }),
  z.strictObject({ kind: z.literal("cut"), n: tally, seq: tally, series: z.array(stand) }),
  z.looseObject({ kind: z.literal("refused"), code: z.string(), message: z.string() }),
]);
type Header = z.infer<typeof headerSchema>;

/** A frame with its number, or what is said outside of them. */
export type SessionMessage =
  | Extract<Header, { kind: "hello" | "refused" }>
  | { readonly kind: "frame"; readonly n: number; readonly frame: SessionFrame };

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Null for every other request. */
export function decodeFollow(line: string): FollowRequest | null {
  return followSchema.safeParse(parsed(line)).data ?? null;
}

export function encodeFollow(request: Omit<FollowRequest, "verb" | "schema">): string {
  return `${JSON.stringify({ verb: "follow", schema: SESSION_SCHEMA, ...request })}\n`;
}

export function encodeHello(pid: number): string {
  return `${JSON.stringify({ kind: "hello", schema: SESSION_SCHEMA, pid })}\n`;
}

/** One line of JSON; behind it, where it has `bytes`, exactly so many of them. */
export function encodeFrame(n: number, frame: SessionFrame): Buffer {
  if (frame.kind === "cut") return Buffer.from(`${JSON.stringify({ ...frame, n })}\n`);
  const body = frame.kind === "lines" ? frame.bytes : Buffer.from(frame.text, "utf8");
  const { file } = frame;
  const lines = frame.kind === "lines" ? { identity: frame.identity, offset: frame.offset, isHead: frame.isHead } : {};
  const header = JSON.stringify({ kind: frame.kind, n, file, ...lines, bytes: body.byteLength });
  return Buffer.concat([Buffer.from(`${header}\n`), body]);
}

/** Takes bytes as they come and tells whole messages. */
export class SessionDecoder {
  #waiting: Buffer = Buffer.alloc(0);
  #header: Extract<Header, { kind: "lines" | "document" }> | null = null;

  /** Errors: why this is no session, in words; nothing that follows means anything. */
  push(part: Buffer): Result<readonly SessionMessage[], string> {
    this.#waiting = this.#waiting.length === 0 ? part : Buffer.concat([this.#waiting, part]);
    const messages: SessionMessage[] = [];
    for (;;) {
      const next = this.#next();
      if (!next.ok) return next;
      if (next.value === null) return ok(messages);
      messages.push(next.value);
    }
  }

  /** Null: more bytes are needed. */
  #next(): Result<SessionMessage | null, string> {
    if (this.#header === null) {
      const end = this.#waiting.indexOf(NEWLINE);
      if (end === -1) return this.#waiting.length > MAX_HEADER_BYTES ? err("a header never ends") : ok(null);
      const header = headerSchema.safeParse(parsed(this.#waiting.toString("utf8", 0, end)));
      if (!header.success) return err("a header is of another kind");
      this.#waiting = this.#waiting.subarray(end + 1);
      const { data } = header;
      if (data.kind === "hello" || data.kind === "refused") return ok(data);
      if (data.kind === "cut") {
        const { n, seq, series } = data;
        return ok({ kind: "frame", n, frame: { kind: "cut", seq, series } });
      }
      this.#header = data;
    }
    const { bytes: length, n, ...rest } = this.#header;
    if (this.#waiting.length < length) return ok(null);
    const body = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    this.#header = null;
    const frame: SessionFrame =
      rest.kind === "lines" ? { ...rest, bytes: Uint8Array.from(body) } : { ...rest, text: body.toString("utf8") };
    return ok({ kind: "frame", n, frame });
  }
}
