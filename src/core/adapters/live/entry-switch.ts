import type { OrderRecord, OrderRequest } from "../../domain/order.js";
import type { Clock } from "../../lib/clock.js";
import { type Dec, isZeroDec } from "../../lib/decimal.js";
import { SECOND_MS } from "../../lib/time.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";
import type { KnownOrder, KnownOrders } from "./known-orders.js";
import type { Background } from "./live-context.js";

interface EntrySwitchOptions {
  readonly gateway: Pick<VenueGateway, "deadManSwitch" | "outcomeSettledMs">;
  readonly orders: KnownOrders;
  /** Signed quantity in the books, zero while flat. */
  readonly holding: (symbol: string) => Dec;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly background: Background;
  readonly closing: AbortSignal;
  /** It may have taken more than the entry along. */
  readonly onRunOut: (symbol: string) => void;
}

/** What may be on at the venue. */
interface SymbolSwitch {
  /** Venue time past which it is over by itself. */
  readonly untilMs: number;
  /** The venue said so. */
  readonly confirmed: boolean;
}

/** Venue time that our own cancel of an entry has after its time-out before the venue cancels it by itself. */
export const SWITCH_GRACE_MS = 15 * SECOND_MS;

/** Pause between two tries to turn it off. */
const RETRY_MS = SECOND_MS;

/**
 * The venue's dead-man's switch, per symbol: an entry that rests while this process dies is cancelled by the venue
 * itself, at most 15 s past its time-out. It runs only while an entry rests untouched and nothing is held of its symbol:
 * whether it takes protective orders along is not documented, so it goes off with the first fill, and a position has a
 * stop that covers what comes on top.
 */
export class EntrySwitch {
  readonly #switches = new Map<string, SymbolSwitch>();
  /** Questions about one symbol are asked one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(readonly options: EntrySwitchOptions) {}

  /** Before an entry that rests goes out, after it is among the known orders. Null: it may go; else it is ended, and reviewed. */
  async arm(request: OrderRequest): Promise<VenueRefusal | null> {
    const { symbol } = request;
    if (!isRestingEntry(request) || !this.#isWanted(symbol)) return null;
    return this.#inTurn(symbol, () => this.#turnOn(symbol));
  }

  /** After anything was heard of a symbol's orders: off where it is not wanted any more, on where one rests without. */
  review(symbol: string): void {
    const known = this.#switches.get(symbol);
    const wanted = this.#isWanted(symbol);
    if (wanted ? known?.confirmed === true : known === undefined) return;
    this.options.background(() => this.#inTurn(symbol, () => this.#bringAbout(symbol)));
  }

  /** Whatever rests now, whoever sent it. */
  reviewAll(): void {
    const resting = this.options.orders.alive().filter(({ request }) => isRestingEntry(request));
    for (const symbol of new Set([...resting.map(({ ref }) => ref.symbol), ...this.#switches.keys()]))
      this.review(symbol);
  }

  /** Switches of an earlier process that may still run; its orders are among the known ones. */
  recall(records: readonly OrderRecord[]): void {
    for (const { request } of records) {
      const untilMs = (request.expireAtMs ?? 0) + SWITCH_GRACE_MS;
      if (isRestingEntry(request) && untilMs > this.options.venueClock.nowMs())
        this.#note(request.symbol, untilMs, true);
    }
    this.reviewAll();
  }

  #isWanted(symbol: string): boolean {
    const entries = this.#entriesOf(symbol);
    const untouched = entries.every(({ filledQty }) => isZeroDec(filledQty));
    return entries.length > 0 && untouched && isZeroDec(this.options.holding(symbol));
  }

  #entriesOf(symbol: string): readonly KnownOrder[] {
    return this.options.orders.alive().filter(({ ref, request }) => ref.symbol === symbol && isRestingEntry(request));
  }

  async #bringAbout(symbol: string): Promise<void> {
    if (!this.#isWanted(symbol)) await this.#turnOff(symbol);
    else if (this.#switches.get(symbol)?.confirmed !== true) await this.#turnOn(symbol);
  }

  /** Nothing to turn on is fine: what asked for it has ended while it waited for its turn. */
  async #turnOn(symbol: string): Promise<VenueRefusal | null> {
    if (!this.#isWanted(symbol)) return null;
    const timeouts = this.#entriesOf(symbol).map(({ request }) => request.expireAtMs ?? 0);
    const nowMs = this.options.venueClock.nowMs();
    const untilMs = Math.max(nowMs, ...timeouts) + SWITCH_GRACE_MS;
    // Whatever comes back: the venue may have heard it.
    this.#note(symbol, untilMs, false);
    const refusal = await this.#ask(symbol, Math.ceil(untilMs - nowMs));
    if (refusal === null) this.#note(symbol, untilMs, true);
    return refusal;
  }

  async #turnOff(symbol: string): Promise<void> {
    const { venueClock, clock, closing, onRunOut } = this.options;
    while (!closing.aborted) {
      const known = this.#switches.get(symbol);
      if (known === undefined || this.#isWanted(symbol)) return;
      const refusal = await this.#ask(symbol, 0);
      const isOver = venueClock.nowMs() > known.untilMs + SWITCH_GRACE_MS;
      if (refusal === null || isOver) this.#switches.delete(symbol);
      if (refusal === null) return;
      if (isOver) {
        onRunOut(symbol);
        return;
      }
      await clock.sleep(RETRY_MS, closing);
    }
  }

  /** A request without a yes may arrive late: the turn is over when it no longer can, so that none overtakes the next. */
  async #ask(symbol: string, countdownMs: number): Promise<VenueRefusal | null> {
    const { gateway, clock, closing } = this.options;
    const answer = await gateway.deadManSwitch(symbol, countdownMs);
    if (answer.ok) return null;
    await clock.sleep(gateway.outcomeSettledMs, closing);
    return answer.error;
  }

  #note(symbol: string, untilMs: number, confirmed: boolean): void {
    this.#switches.set(symbol, { untilMs: Math.max(untilMs, this.#switches.get(symbol)?.untilMs ?? 0), confirmed });
  }

  #inTurn<T>(symbol: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(symbol) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(symbol, turn);
    return turn;
  }
}

/** A post-only order that opens, with a time-out of ours: it may stay in the book after we are gone. */
function isRestingEntry({ postOnly, reduceOnly, closePosition, expireAtMs }: OrderRequest): boolean {
  return postOnly && !reduceOnly && !closePosition && expireAtMs !== null;
}
