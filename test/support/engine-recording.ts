import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BookLevel } from "../../src/core/domain/book.js";
import type { TapeStep } from "./engine-book.js";

const FILE = join(import.meta.dirname, "../fixtures/book/btcusdt-usdm-20240808-9s.jsonl");
const LEVELS = 10;

type Pairs = readonly (readonly [string, string])[];

interface Snapshot {
  readonly lastUpdateId: number;
  readonly T: number;
  readonly bids: Pairs;
  readonly asks: Pairs;
}
interface DepthUpdate {
  readonly e: "depthUpdate";
  readonly T: number;
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: Pairs;
  readonly a: Pairs;
}
interface RecordedTrade {
  readonly e: "trade";
  readonly T: number;
  readonly p: string;
  readonly q: string;
  /** Buyer is the maker. */
  readonly m: boolean;
}

type Side = Map<number, number>;

function put(side: Side, pairs: Pairs): void {
  for (const [price, qty] of pairs) {
    if (Number(qty) === 0) side.delete(Number(price));
    else side.set(Number(price), Number(qty));
  }
}

function best(side: Side, direction: 1 | -1): BookLevel[] {
  const prices = [...side.keys()].sort((a, b) => direction * (a - b)).slice(0, LEVELS);
  return prices.map((price) => ({ price, qty: side.get(price) ?? 0 }));
}

/**
 * Nine recorded seconds of BTCUSDT as steps of a tape, the first of them at `startMs`: the best 10 levels after every
 * update, and every trade.
 */
export function recordedTape(symbol: string, startMs: number): readonly TapeStep[] {
  const [first = "", ...rest] = readFileSync(FILE, "utf8").trimEnd().split("\n");
  const snapshot = JSON.parse(first) as Snapshot;
  const shift = (recordedMs: number): number => startMs + (recordedMs - snapshot.T);
  const bids: Side = new Map();
  const asks: Side = new Map();
  put(bids, snapshot.bids);
  put(asks, snapshot.asks);
  const bookAt = (atMs: number): TapeStep => {
    const book = { symbol, atMs, bids: best(bids, -1), asks: best(asks, 1) };
    return { kind: "book", atMs, book };
  };
  const steps = rest.map((line): TapeStep => {
    const { data } = JSON.parse(line) as { readonly data: DepthUpdate | RecordedTrade };
    const atMs = shift(data.T);
    if (data.e === "trade") {
      const takerSide = data.m ? ("sell" as const) : ("buy" as const);
      return { kind: "trade", atMs, trade: { symbol, atMs, price: Number(data.p), qty: Number(data.q), takerSide } };
    }
    put(bids, data.b);
    put(asks, data.a);
    return bookAt(atMs);
  });
  return [bookAtStart(snapshot, symbol, startMs), ...steps];
}

function bookAtStart({ bids, asks }: Snapshot, symbol: string, atMs: number): TapeStep {
  const levels = (pairs: Pairs): BookLevel[] =>
    pairs.slice(0, LEVELS).map(([price, qty]) => ({ price: Number(price), qty: Number(qty) }));
  return { kind: "book", atMs, book: { symbol, atMs, bids: levels(bids), asks: levels(asks) } };
}
