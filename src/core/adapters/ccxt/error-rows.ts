import type { VenueReaction } from "../../ports/venue-gateway.js";

/** A row of a venue's table of errors. */
export interface ErrorRow {
  /** `unknown`: a write with this answer may have been executed; a read is asked again. */
  readonly reaction: VenueReaction | "unknown";
  readonly meaning: string;
}

/** Rows with one reaction, by the venue's number. */
export function errorRows(
  reaction: ErrorRow["reaction"],
  meanings: Readonly<Record<number, string>>,
): [number, ErrorRow][] {
  return Object.entries(meanings).map(([code, meaning]) => [Number(code), { reaction, meaning }]);
}
