import type { CircuitState } from "../../domain/connection.js";
import { quantile } from "../../quant/quantile.js";
import type { VenueHealthRow } from "../../telemetry/health.schema.js";

/** How a venue is from where we stand. All times are wall time. */
export interface VenueHealthFacts {
  readonly venue: string;
  /** Newest times from sending an order to the venue's yes, in any order. */
  readonly acksMs: readonly number[];
  /** By class of endpoints; null where nothing is sent (dry run). */
  readonly circuits: Readonly<Record<string, CircuitState>> | null;
  /** Something below says that the venue refuses us: a ban, our clock. */
  readonly isRefused: boolean;
  /** Null where there is no private stream (dry run). */
  readonly privateStreamUp: boolean | null;
  /** Since the newest mark; null before the first. */
  readonly streamAgeMs: number | null;
  /** A market stream silent for longer is down. */
  readonly silenceLimitMs: number;
}

/** Row of health.json. `down`: nothing opens. `degraded`: half blind or on probation. `gap`: the market is silent. */
export function venueHealth(facts: VenueHealthFacts): VenueHealthRow {
  const { venue, acksMs, streamAgeMs } = facts;
  const sorted = [...acksMs].sort((a, b) => a - b);
  const rounded = (value: number | null): number | null => (value === null ? null : Math.max(0, Math.round(value)));
  return {
    venue,
    state: stateOf(facts),
    ackP50Ms: rounded(quantile(sorted, 0.5)),
    ackP95Ms: rounded(quantile(sorted, 0.95)),
    streamAgeMs: rounded(streamAgeMs),
    circuits: facts.circuits === null ? null : { ...facts.circuits },
  };
}

function stateOf({ circuits, isRefused, privateStreamUp, streamAgeMs, silenceLimitMs }: VenueHealthFacts): string {
  const states = Object.values(circuits ?? {});
  if (isRefused || states.includes("open")) return "down";
  if (privateStreamUp === false || states.includes("half_open")) return "degraded";
  if (streamAgeMs === null) return "starting";
  return streamAgeMs > silenceLimitMs ? "gap" : "ok";
}
