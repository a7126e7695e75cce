import type { Clock } from "../../lib/clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";

const KEPT = 512;

/** Newest times from sending an order to the venue's yes, bounded. */
export class AckTimes {
  readonly #values: number[] = [];
  #next = 0;

  add(elapsedMs: number): void {
    this.#values[this.#next] = elapsedMs;
    this.#next = (this.#next + 1) % KEPT;
  }

  values(): readonly number[] {
    return this.#values;
  }
}

/**
 * The gateway with every accepted order timed. Only what the venue accepted counts: a time-out is no latency.
 * The gateway is one of the decorators' plain objects (a class instance would lose its methods).
 */
export function timeAcks<G extends VenueGateway>(gateway: G, clock: Pick<Clock, "monotonicMs">, times: AckTimes): G {
  return {
    ...gateway,
    place: async (request, departure) => {
      const sentMs = clock.monotonicMs();
      const outcome = await gateway.place(request, departure);
      if (outcome.kind === "accepted") times.add(clock.monotonicMs() - sentMs);
      return outcome;
    },
  };
}
