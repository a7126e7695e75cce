import { type Check, skip } from "./check.js";

/** Venues that the handbook of commands knows; `--venue` takes no other name. */
export const VENUE_NAMES = ["binance", "okx", "deribit"] as const;

/** Keys, permissions, modes and filters of a venue: nothing in this version speaks to one. */
export function checkVenue(venue: string | null): readonly Check[] {
  return venue === null ? [] : [skip(`venue.${venue}`, "no venue adapter in this version")];
}
