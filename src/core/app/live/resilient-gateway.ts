import { withResilience } from "../../adapters/resilience/with-resilience.js";
import type { BreakerGateway, CircuitChange } from "../../adapters/resilience/with-circuit-breaker.js";
import type { Credentials } from "../../adapters/ccxt/secret.js";
import type { Config } from "../../config/config-files.js";
import type { Mode } from "../../domain/mode.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import type { Clock } from "../../lib/clock.js";
import { SECOND_MS } from "../../lib/time.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";

export interface OpenVenueInput {
  readonly config: Config;
  readonly mode: Mode;
  /** Key of venues.json. */
  readonly venueKey: string;
  readonly account: string;
  /** Null in a dry run. */
  readonly credentials: Credentials | null;
  readonly clock: Clock;
  /** Whether anything could be lost if the private stream fell silent now. */
  readonly ordersLive: () => boolean;
  /** A circuit opened, or the venue refuses our time; null once that is over. */
  readonly onRest: (source: string, problem: string | null) => void;
  readonly onCircuit: (change: CircuitChange) => void;
  /** The venue has counted much of the orders that it takes of the account. */
  readonly onOrders: (counted: OrderCounts) => void;
  /** The venue moved money, or told of something only its lists can explain. */
  readonly onOccasion: () => void;
}

/** Infrastructure failures in a row that open a circuit, and how long it stays open. */
const CIRCUIT = { failures: 5, pauseMs: 10 * SECOND_MS };

/** Lists of trades and orders are several requests. */
const READ_TIMEOUT_MS = 30 * SECOND_MS;

/** Retry, time-outs, circuits and the guard of the clock around the gateway of any venue. */
export function resilient(
  gateway: VenueGateway,
  input: OpenVenueInput,
  venueClock: Parameters<typeof withResilience>[1]["venueClock"],
): BreakerGateway {
  const { clock, config, onRest } = input;
  return withResilience(gateway, {
    clock,
    venueClock,
    timeout: { writeMs: config.runtime.live.order_timeout_ms + SECOND_MS, readMs: READ_TIMEOUT_MS },
    breaker: {
      ...CIRCUIT,
      onChange: (change) => {
        input.onCircuit(change);
        // Half-open counts as over: somebody has to try.
        onRest(change.endpointClass, change.to === "open" ? circuitText(change) : null);
      },
    },
    clockGuard: {
      onHalted: ({ skewMs }) => {
        onRest("clock", `the venue refuses our time (${skewMs === null ? "unknown" : String(skewMs)} ms apart)`);
      },
      onRecovered: () => {
        onRest("clock", null);
      },
    },
  });
}

/** Endpoints in the words of whoever reads an alarm. */
const CALLED: Readonly<Record<CircuitChange["endpointClass"], string>> = {
  orders: "new orders",
  cancels: "cancels",
  queries: "questions about orders and trades",
  account: "questions about the account and the rules",
};

function circuitText({ endpointClass, to, reason }: CircuitChange): string {
  return `${CALLED[endpointClass]} have failed again and again, circuit ${endpointClass} ${to}: ${reason}`;
}
