import type { InputEvent } from "../../domain/event.js";
import type { OrderChange } from "../../domain/order.js";
import { SECOND_MS } from "../../lib/time.js";
import type { AskedVenue } from "../../sim/order-log.js";
import type { SimRequest } from "../../sim/request.js";
import type { MarketReport, MarketVenue, WrittenVenue } from "./market-venue.js";

/** A time in which a venue can't be reached: [fromMs, toMs). */
export interface VenueOutage {
  readonly fromMs: number;
  readonly toMs: number;
}

interface LinkOptions {
  /** Accounts that stand at the venue. */
  readonly accounts: readonly string[];
  /** In order, without overlap. */
  readonly outages: readonly VenueOutage[];
}

/** Without an answer for so long an order's outcome is unknown. */
const ANSWER_MS = 10 * SECOND_MS;

/** Turned back before it left: the code of our own refusals. */
const NEVER_LEFT = 0;

/**
 * The way to a simulated venue, with times in which nothing comes through. The venue itself goes on: stops trigger and
 * funding is paid there, and all of it is told, as of its own instant, once the way is open again. Then what was sent
 * meanwhile is known to have never arrived, and the venue reports on its accounts.
 *
 * While the way is closed the circuit of orders is open: what would open a position is turned back. What reduces goes out
 * all the same, as in live sessions, and its outcome is unknown.
 */
export class VenueLink implements MarketVenue, WrittenVenue {
  readonly query: AskedVenue["query"];
  readonly openOrders: AskedVenue["openOrders"];
  readonly #venue: AskedVenue;
  readonly #accounts: readonly string[];
  /** Instants at which the way closes or opens, soonest first. */
  readonly #turns: number[];
  #isDown = false;
  /** What happened at the venue and could not be told. */
  #held: InputEvent[] = [];
  /** Answers of our own that are due, soonest first. */
  #due: { readonly atMs: number; readonly event: InputEvent }[] = [];
  #unanswered: string[] = [];
  #cancels: string[] = [];

  constructor(venue: AskedVenue, { accounts, outages }: LinkOptions) {
    this.#venue = venue;
    this.#accounts = accounts;
    this.#turns = outages.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
    this.query = (clientOrderId) => venue.query(clientOrderId);
    this.openOrders = () => venue.openOrders();
  }

  place(request: SimRequest, atMs: number): void {
    const { clientOrderId } = request;
    if (!this.#isDown) {
      this.#venue.place(request, atMs);
      return;
    }
    if (!request.reduceOnly && !request.closePosition) {
      this.#answer(atMs, { type: "order.rejected", atMs, clientOrderId, code: NEVER_LEFT, reason: UNREACHABLE });
      return;
    }
    this.#unanswered.push(clientOrderId);
    const lateMs = atMs + ANSWER_MS;
    this.#answer(lateMs, { type: "order.unknown", atMs: lateMs, clientOrderId, reason: UNREACHABLE });
  }

  cancel(clientOrderId: string, atMs: number): void {
    // Asked again once somebody answers, as a live session does.
    if (this.#isDown) this.#cancels.push(clientOrderId);
    else this.#venue.cancel(clientOrderId, atMs);
  }

  modify(change: OrderChange, atMs: number): void {
    const { clientOrderId } = change;
    if (!this.#isDown) this.#venue.modify(change, atMs);
    else this.#answer(atMs, { type: "modify.rejected", atMs, clientOrderId, code: NEVER_LEFT, reason: UNREACHABLE });
  }

  openBars(span: Parameters<AskedVenue["openBars"]>[0]): readonly InputEvent[] {
    return this.#told(this.#venue.openBars(span));
  }

  fund(stamp: Parameters<AskedVenue["fund"]>[0]): readonly InputEvent[] {
    return this.#told(this.#venue.fund(stamp));
  }

  nextAtMs(): number | null {
    const firstMs = Math.min(this.#venue.nextAtMs() ?? Infinity, this.#due[0]?.atMs ?? Infinity, this.#nextTurnMs());
    return firstMs === Infinity ? null : firstMs;
  }

  advance(toMs: number): readonly InputEvent[] {
    const told: InputEvent[] = [];
    for (let atMs = this.nextAtMs(); atMs !== null && atMs <= toMs; atMs = this.nextAtMs()) {
      told.push(...this.#told(this.#venue.advance(atMs)));
      for (let due = this.#due[0]; due !== undefined && due.atMs <= atMs; due = this.#due[0]) {
        this.#due.shift();
        told.push(due.event);
      }
      if (this.#nextTurnMs() <= atMs) told.push(...this.#turn(atMs));
    }
    return told;
  }

  report(): MarketReport | null {
    return this.#isDown ? null : this.#venue.report();
  }

  #told(events: readonly InputEvent[]): readonly InputEvent[] {
    if (!this.#isDown) return events;
    this.#held.push(...events);
    return [];
  }

  #answer(atMs: number, event: InputEvent): void {
    const place = this.#due.findIndex((other) => other.atMs > atMs);
    this.#due.splice(place < 0 ? this.#due.length : place, 0, { atMs, event });
  }

  #nextTurnMs(): number {
    return this.#turns[0] ?? Infinity;
  }

  #turn(atMs: number): readonly InputEvent[] {
    this.#turns.shift();
    this.#isDown = !this.#isDown;
    const circuit = (state: "open" | "closed", reason: string): readonly InputEvent[] =>
      this.#accounts.map((account) => ({ type: "circuit.changed", atMs, account, endpoints: "orders", state, reason }));
    if (this.#isDown) return circuit("open", UNREACHABLE);
    const told = [...this.#held, ...this.#absences(atMs), ...circuit("closed", "the venue answers again")];
    for (const clientOrderId of this.#cancels.splice(0)) this.#venue.cancel(clientOrderId, atMs);
    this.#held = [];
    return [...told, { type: "venue.reported", atMs, accounts: this.#accounts, ...this.#venue.report() }];
  }

  /** What was sent while the way was closed never arrived; nobody has to wait for the rest of its time-out. */
  #absences(atMs: number): readonly InputEvent[] {
    this.#due = this.#due.filter(({ event }) => event.type !== "order.unknown");
    return this.#unanswered.splice(0).flatMap((clientOrderId): readonly InputEvent[] => [
      { type: "order.unknown", atMs, clientOrderId, reason: UNREACHABLE },
      { type: "order.absent", atMs, clientOrderId, reason: "the venue was out and never had it" },
    ]);
  }
}

const UNREACHABLE = "the venue can't be reached";
