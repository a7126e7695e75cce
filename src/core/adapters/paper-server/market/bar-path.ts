import { HOUR_MS } from "../../../lib/time.js";
import type { RecordedBar } from "./market-history.js";

/**
 * The part of a bar that a shorter candle shows, on the path that the market itself takes through the bar: the open
 * until its middle, there the whole range and half of the volume, the open again, and the close with the other half
 * at its very end. Put together, the parts are the bar.
 */
export function partOfBar(bar: RecordedBar, openMs: number, lengthMs: number): RecordedBar {
  const middleMs = bar.openMs + HOUR_MS / 2;
  const holdsMiddle = openMs <= middleMs && middleMs < openMs + lengthMs;
  const isLast = openMs + lengthMs >= bar.openMs + HOUR_MS;
  const close = isLast ? bar.close : bar.open;
  const [high, low] = holdsMiddle ? [bar.high, bar.low] : [Math.max(bar.open, close), Math.min(bar.open, close)];
  const early = bar.volume / 2;
  const volume = (holdsMiddle ? early : 0) + (isLast ? bar.volume - early : 0);
  return { openMs, open: bar.open, high, low, close, volume };
}

/** The parts of bars that are wanted. */
export interface PartWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Openings of the parts of a bar, in order: those from `fromMs` on and before `untilMs`, both openings of parts. */
export function* partOpenings(bar: RecordedBar, lengthMs: number, { fromMs, untilMs }: PartWindow): Generator<number> {
  const endMs = Math.min(bar.openMs + HOUR_MS, untilMs);
  for (let openMs = Math.max(bar.openMs, fromMs); openMs < endMs; openMs += lengthMs) yield openMs;
}
