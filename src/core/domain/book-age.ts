import { SECOND_MS } from "../lib/time.js";
import type { BookSnapshot } from "./book.js";
import type { SymbolView } from "./market-view.js";

/** How old a book is and how old it may be, both in seconds of market time. NaN where its stamp is no instant. */
export interface BookAge {
  readonly seconds: number;
  readonly limitSeconds: number;
}

/** At an instant of market time. */
export function ageOfBook({ atMs: stampMs }: BookSnapshot, atMs: number, limitSeconds: number): BookAge {
  return { seconds: (atMs - stampMs) / SECOND_MS, limitSeconds };
}

/** A book of the future is as wrong as an old one, and one without a stamp says nothing of now. */
export function isOfNow({ seconds, limitSeconds }: BookAge): boolean {
  return seconds >= 0 && seconds <= limitSeconds;
}

/** The book by which something may be priced now; null where there is none, or none of now. */
export function bookOfNow({ book, bookAge }: Pick<SymbolView, "book" | "bookAge">): BookSnapshot | null {
  return bookAge === undefined || isOfNow(bookAge) ? book : null;
}
