import type { LiveFeed } from "../../ports/live-feed.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";

/** One venue as a session uses it. The gateway is null where nothing is sent: dry runs. */
export interface LiveVenue {
  readonly gateway: VenueGateway | null;
  readonly feed: LiveFeed;
  readonly clock: VenueClock;
  /** False for a paper venue on this machine. */
  readonly isReal: boolean;
}
