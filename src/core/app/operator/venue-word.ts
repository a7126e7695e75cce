import type { JournalEvent } from "../../domain/event.js";
import { hasVenue, type Mode } from "../../domain/mode.js";
import type { EngineState } from "../../engine/state.js";
import { isoUtc } from "../../lib/time.js";

/** What a process has heard of its venue about wallets, positions and orders, and what it has not. */
export class VenueWord {
  #reportedMs: number | null = null;
  #isStopping = false;
  #isLast = false;

  constructor(readonly mode: Mode) {}

  /** Every event of this process, in order. */
  hear(event: JournalEvent): void {
    if (event.type === "stop.requested") this.#isStopping = true;
    if (event.type !== "venue.reported") return;
    this.#reportedMs = event.atMs;
    this.#isLast = this.#isStopping;
  }

  /** Where the venue is a simulated one, the books are its word. */
  get isHeard(): boolean {
    return this.#reportedMs !== null || !hasVenue(this.mode);
  }

  /** What nobody can say of the account when the process has ended, a sentence each. symbol: null for all of it. */
  unknown({ reconcileDifference, portfolio }: EngineState, symbol: string | null): readonly string[] {
    const orders = Object.values(portfolio.orders).filter(
      ({ status, request }) =>
        (status === "unknown" || status === "submitted") && (symbol === null || request.symbol === symbol),
    );
    return [
      ...(hasVenue(this.mode) && !this.#isLast ? [this.#age()] : []),
      ...(reconcileDifference === null ? [] : [`books and venue differ: ${reconcileDifference.text}`]),
      ...orders.map(
        ({ request: { clientOrderId, side, qty, symbol: of } }) =>
          `the venue has not said what became of order ${clientOrderId} (${side} ${qty ?? "all"} ${of})`,
      ),
    ];
  }

  #age(): string {
    const since = this.#reportedMs === null ? "before this command began" : `at ${isoUtc(this.#reportedMs)}`;
    return `the venue did not answer at the end: what is held is what the books knew ${since}`;
  }
}
