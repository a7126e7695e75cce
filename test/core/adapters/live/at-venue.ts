import type { VenueOrder } from "../../../../src/core/domain/venue-order.js";
import type { ManualClock } from "../resilience/manual-clock.js";

/** One order at a venue in memory, with all that it was before. */
export class AtVenue {
  /** What it was from when on, the oldest first. */
  readonly #versions: { readonly order: VenueOrder; readonly fromMs: number }[] = [];

  constructor(
    readonly clock: ManualClock,
    order: VenueOrder,
  ) {
    this.order = order;
  }

  get order(): VenueOrder {
    return this.#versions.at(-1)!.order;
  }

  set order(order: VenueOrder) {
    this.#versions.push({ order, fromMs: this.clock.nowMs() });
  }

  /** Undefined before the venue had it. */
  asOf(atMs: number): VenueOrder | undefined {
    return this.#versions.findLast(({ fromMs }) => fromMs <= atMs)?.order;
  }
}
