import type { BookSides, Level } from "../order-book.js";

/** A book that changes are written into; best level first on both sides, no quantity 0. */
export interface LevelBook extends BookSides {
  readonly bids: Level[];
  readonly asks: Level[];
}

/** A book with the levels of a snapshot, in whatever order they come. */
export function createLevelBook(snapshot: BookSides): LevelBook {
  const book: LevelBook = { bids: [], asks: [] };
  writeLevels(book, snapshot);
  return book;
}

/**
 * Writes absolute quantities into a book: a level replaces the one at its price, quantity 0 takes it away. Whether a change
 * is the next one is the venue's business and known before.
 */
export function writeLevels(book: LevelBook, changes: BookSides): void {
  for (const level of changes.bids) writeLevel(book.bids, level, -1);
  for (const level of changes.asks) writeLevel(book.asks, level, 1);
}

/** `direction` 1: prices rise away from the best, −1: they fall. */
function writeLevel(side: Level[], level: Level, direction: 1 | -1): void {
  const place = placeOf(side, level.price, direction);
  const known = side[place]?.price === level.price ? 1 : 0;
  if (level.qty > 0) side.splice(place, known, level);
  else side.splice(place, known);
}

/** Index of the price, or of where it belongs. */
function placeOf(side: readonly Level[], price: number, direction: 1 | -1): number {
  let low = 0;
  let high = side.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isBefore = direction * ((side[middle]?.price ?? Number.NaN) - price) < 0;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
