import type { Credentials } from "../../adapters/ccxt/secret.js";
import type { PublicRules } from "../../adapters/binance-usdm/instruments.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import type { Result } from "../../lib/result.js";
import type { LiveFeed } from "../../ports/live-feed.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";
import type { CircuitStates } from "../../adapters/resilience/with-circuit-breaker.js";
import type { AckTimes } from "./ack-times.js";

/** One venue as a session uses it. The gateway is null where nothing is sent: dry runs. */
export interface LiveVenue {
  readonly gateway: VenueGateway | null;
  readonly feed: LiveFeed;
  /** Filters and states of symbols, without a key; where nothing is sent they are all that is known of the venue. */
  readonly publicRules: (symbols: readonly string[]) => Promise<Result<PublicRules, VenueRefusal>>;
  /** Orders the venue takes of the account, as it last said; null before that. */
  readonly orderLimits: () => OrderCounts | null;
  readonly clock: VenueClock;
  /** False for a paper venue on this machine. */
  readonly isReal: boolean;
  /** How long the venue took to answer orders. */
  readonly acks: AckTimes;
  /** Signs with another key of the account from the next request on; null where nothing is signed. */
  readonly signWith: ((fresh: Credentials) => void) | null;
  /** The venue's code of the account, see `readAccountCode`; null where nothing is signed. */
  readonly accountCode: (() => Promise<Result<string | null, VenueRefusal>>) | null;
  /** Null where nothing is sent. */
  readonly circuits: () => CircuitStates | null;
}
