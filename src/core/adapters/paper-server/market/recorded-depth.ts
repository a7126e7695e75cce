import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { WireBook, WireLevel } from "./depth-book.js";

/** Where the recorded stream lies within the data directory, and of which symbol it is. */
export const RECORDED_DEPTH = { symbol: "BTCUSDT", path: "depth/binance-usdm/BTCUSDT-20240808T2354.jsonl.gz" } as const;

const level = z.tuple([z.string(), z.string()]);
const snapshotSchema = z.object({ lastUpdateId: z.number(), bids: z.array(level), asks: z.array(level) });
const depthSchema = z.object({
  e: z.literal("depthUpdate"),
  E: z.number(),
  U: z.number(),
  u: z.number(),
  pu: z.number(),
  b: z.array(level),
  a: z.array(level),
});
const tickerSchema = z.object({
  e: z.literal("bookTicker"),
  E: z.number(),
  u: z.number(),
  b: z.string(),
  a: z.string(),
});
const tradeSchema = z.object({
  e: z.literal("trade"),
  E: z.number(),
  T: z.number(),
  t: z.number(),
  p: z.string(),
  q: z.string(),
  m: z.boolean(),
});
const frameSchema = z.discriminatedUnion("e", [depthSchema, tickerSchema, tradeSchema]);

export type RecordedDepth = z.infer<typeof depthSchema>;
export type RecordedTrade = z.infer<typeof tradeSchema>;

export interface RecordedFrame {
  /** When it goes out: its event time, never before a frame that was received earlier. */
  readonly atMs: number;
  /** The very bytes of the recording, unless it was moved. */
  readonly text: string;
  readonly event: z.infer<typeof frameSchema>;
}

/** A stretch of the public streams of one symbol: the book at its start, then every frame. */
export interface RecordedStream {
  readonly symbol: string;
  readonly start: WireBook;
  readonly frames: readonly RecordedFrame[];
}

/** Errors: of the file system, of zlib and of zod, where the file isn't the one that belongs there. */
export function loadRecordedDepth(path: string, symbol: string): RecordedStream {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
  const { bids, asks } = snapshotSchema.parse(JSON.parse(lines[0] ?? "null"));
  const frames: RecordedFrame[] = [];
  let atMs = 0;
  for (const line of lines.slice(1)) {
    const text = line.slice(line.indexOf('"data":') + '"data":'.length, -1);
    const event = frameSchema.parse(JSON.parse(text));
    atMs = Math.max(atMs, event.E);
    frames.push({ atMs, text, event });
  }
  return { symbol, start: { bids: bids.map(toLevel), asks: asks.map(toLevel) }, frames };
}

function toLevel([price, qty]: readonly [string, string]): WireLevel {
  return [price, qty];
}
