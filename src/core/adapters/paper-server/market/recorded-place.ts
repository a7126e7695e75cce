import type { WireBook, WireLevel } from "./depth-book.js";
import type { RecordedFrame } from "./recorded-depth.js";
import { onGrid, unitsDown } from "./wire-numbers.js";
import type { Grid } from "./wire-numbers.js";

/** Where a lap of the recorded stream is put: everything is added to what was recorded. */
export interface RecordedPlace {
  readonly lap: number;
  readonly timeMs: number;
  readonly updateIds: number;
  readonly tradeIds: number;
  /** Whole ticks. */
  readonly ticks: number;
  readonly grid: Grid;
}

/** The frame as it goes out from there; at its own place these are its own bytes. */
export function placedFrame(frame: RecordedFrame, place: RecordedPlace): RecordedFrame {
  const { timeMs, updateIds, tradeIds } = place;
  if (timeMs === 0 && updateIds === 0 && tradeIds === 0 && place.ticks === 0) return frame;
  const event = placedEvent(frame.event, place);
  const wire = JSON.parse(frame.text) as { readonly T: number };
  const text = JSON.stringify({ ...wire, ...event, T: wire.T + timeMs });
  return { atMs: frame.atMs + timeMs, text, event };
}

function placedEvent(event: RecordedFrame["event"], place: RecordedPlace): RecordedFrame["event"] {
  const { timeMs, updateIds, tradeIds } = place;
  const E = event.E + timeMs;
  if (event.e === "trade") {
    return { ...event, E, T: event.T + timeMs, t: event.t + tradeIds, p: placedPrice(event.p, place) };
  }
  if (event.e === "bookTicker") {
    const [b, a] = [placedPrice(event.b, place), placedPrice(event.a, place)];
    return { ...event, E, u: event.u + updateIds, b, a };
  }
  const { bids, asks } = placedBook({ bids: event.b, asks: event.a }, place);
  const ids = { U: event.U + updateIds, u: event.u + updateIds, pu: event.pu + updateIds };
  return { ...event, E, ...ids, b: bids.map(copyOf), a: asks.map(copyOf) };
}

/** A level that its holder may change. */
export function copyOf([price, qty]: WireLevel): [string, string] {
  return [price, qty];
}

/** Levels that would lie at or below zero are left out. */
export function placedBook({ bids, asks }: WireBook, place: RecordedPlace): WireBook {
  if (place.ticks === 0) return { bids, asks };
  const placed = (levels: readonly WireLevel[]): readonly WireLevel[] =>
    levels.flatMap(([price, qty]): readonly WireLevel[] => {
      const moved = placedPrice(price, place);
      return Number(moved) > 0 ? [[moved, qty]] : [];
    });
  return { bids: placed(bids), asks: placed(asks) };
}

function placedPrice(price: string, { ticks, grid }: RecordedPlace): string {
  return onGrid(unitsDown(Number(price), grid) + ticks, grid);
}
