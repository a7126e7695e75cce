import type { Instrument } from "../../domain/instrument.js";
import type { Dec } from "../../lib/decimal.js";
import { invariant } from "../../lib/invariant.js";
import type { Broker } from "../../ports/broker.js";
import type { SessionDriver } from "../../ports/session-driver.js";
import type { SimPolicy } from "../../sim/policy.js";
import { createSimState } from "../../sim/state.js";
import { type AskedVenue, withOrderLog } from "../../sim/order-log.js";
import { createSimVenue } from "../../sim/venue.js";
import type { RecordedFeed } from "../recorded-feed/recorded-feed.js";
import { createInputMerger } from "./input-merger.js";
import { joinVenues } from "./joined-venues.js";
import { replayInputs } from "./replay-inputs.js";
import { simBroker } from "./sim-broker.js";
import { VenueLink, type VenueOutage } from "./venue-link.js";

/** One of the venues of a session. */
export interface VenueSide {
  readonly instruments: readonly Instrument[];
  /** Money at the start, by account that stands there. */
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly outages: readonly VenueOutage[];
}

interface PaperVenueOptions {
  /** Carries span, warm-up and bar length: it was loaded for them. */
  readonly feed: RecordedFeed;
  readonly policy: SimPolicy;
  readonly instruments: readonly Instrument[];
  /** Money at the start, by account. */
  readonly wallets: Readonly<Record<string, Dec>>;
  /** Where accounts stand at several venues, or one is out for a while: each venue by itself. Left out: one for all. */
  readonly sides?: readonly VenueSide[];
  /** First instant of trading; what closes before or then only warms up. */
  readonly fromMs: number;
}

export interface PaperVenue {
  readonly driver: SessionDriver;
  readonly broker: Broker;
}

function oneVenue(
  options: Pick<PaperVenueOptions, "feed" | "policy" | "instruments" | "wallets">,
  idPrefix?: string,
): AskedVenue {
  return withOrderLog(
    createSimVenue({ ...options, state: createSimState(options.wallets, options.feed.startMs, idPrefix) }),
  );
}

/** The same recorded market at each of them, with its own rules, fees, accounts and numbers. */
function severalVenues(options: PaperVenueOptions, sides: readonly VenueSide[]): ReturnType<typeof joinVenues> {
  return joinVenues(
    sides.map(({ instruments, wallets, outages }, at) => {
      const accounts = Object.keys(wallets);
      const venue = oneVenue({ ...options, instruments, wallets }, sides.length === 1 ? "" : `${String(at + 1)}-`);
      return { venue: new VenueLink(venue, { accounts, outages }), accounts };
    }),
  );
}

/** A venue in this process over recorded data: the driver makes its time pass, the broker writes to it. */
export function createPaperVenue(options: PaperVenueOptions): PaperVenue {
  const { feed, fromMs } = options;
  invariant(fromMs >= feed.startMs && fromMs < feed.toMs, "the session starts within its feed");
  const venue = options.sides === undefined ? oneVenue(options) : severalVenues(options, options.sides);
  const funding = feed.fundingFrom(fromMs, options.policy.assumed_funding_interval_hours);
  const merger = createInputMerger({ feed, venue, funding, fromMs });
  const driver: SessionDriver = {
    dueMs: (deadlineMs) => merger.dueMs(deadlineMs),
    next: async (deadlineMs) => merger.next(deadlineMs),
    restore: async (events) => replayInputs(events, merger, venue),
    progress: () => Math.min(1, Math.max(0, (merger.nowMs - fromMs) / (feed.toMs - fromMs))),
  };
  return { driver, broker: simBroker(venue, "paper") };
}
