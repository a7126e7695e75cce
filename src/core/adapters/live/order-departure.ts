import type { Departure, VenueRefusal } from "../../ports/venue-gateway.js";

/** Why something must not leave this process now; null while it may. */
export type LeaveQuestion = () => string | null;

const CANCEL_ASKED = "not sent: its cancel was asked meanwhile";

/**
 * The way out of an order or of a change of one, through all its tries. It stays where it is once a cancel of the order
 * was asked, and whenever the question that is asked before each send has a reason.
 */
export class OrderDeparture implements Departure {
  /** Also while a gateway has it that never says where it waits: it may be on its way at any moment. */
  #isOut = false;

  /** withdrawn: fires when a cancel of the order is asked. */
  constructor(
    readonly withdrawn: AbortSignal,
    readonly mayNotLeave: LeaveQuestion,
  ) {}

  /** False: nothing of it is at the venue or on its way there; every try so far was refused for certain. */
  get isOut(): boolean {
    return this.#isOut;
  }

  wait(): AbortSignal {
    this.#isOut = false;
    return this.withdrawn;
  }

  leave(): VenueRefusal | null {
    const reason = this.withdrawn.aborted ? CANCEL_ASKED : this.mayNotLeave();
    if (reason !== null) return { code: 0, reason, reaction: "redecide", retryAfterMs: null };
    this.#isOut = true;
    return null;
  }
}
