import type { VenueRefusal } from "./venue-gateway.js";

/** A venue's time as we know it. All stamps of a live session are venue time. */
export interface VenueClock {
  nowMs(): number;
  /** Venue seconds per wall second: 1 at every real venue, more at a paper venue that runs fast. */
  readonly speed: number;
  /** Asks the venue. Returns how far the machine's wall clock was behind it, null where no answer came. */
  sync(): Promise<number | null>;
  /** Why the last `sync` had no answer; null where it had one. */
  readonly trouble: VenueRefusal | null;
}
