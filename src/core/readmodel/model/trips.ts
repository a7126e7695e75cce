import type { EventBody } from "../../domain/event.js";
import { toNumber } from "../../lib/decimal.js";

type Fill = Extract<EventBody, { readonly type: "order.filled" | "position.liquidated" }>;
type Funding = Extract<EventBody, { readonly type: "funding.settled" }>;

interface Trip<Entry> {
  qty: number;
  /** Received less paid so far, fees and funding included. */
  cash: number;
  /** Null where it was opened by nothing that is followed. */
  readonly entry: Entry | null;
}

/** Of a quantity: what is left of it by rounding. */
const DUST = 1e-9;

/**
 * From flat to flat, market by market: what a position brought, net of fees and funding, and the entry that opened it. A
 * position that turns round in one fill counts to the trip that is under way.
 */
export class Trips<Entry> {
  readonly #open = new Map<string, Trip<Entry>>();

  /** The net result in quote currency where the fill ends a trip with a known entry; else null. */
  fill(fill: Fill, entry: Entry | null): { readonly entry: Entry; readonly net: number } | null {
    const key = `${fill.account}:${fill.symbol}`;
    const trip = this.#open.get(key) ?? { qty: 0, cash: 0, entry };
    this.#open.set(key, trip);
    const signed = toNumber(fill.qty) * (fill.side === "buy" ? 1 : -1);
    trip.qty += signed;
    trip.cash -= signed * toNumber(fill.price) + toNumber(fill.fee);
    if (Math.abs(trip.qty) > DUST * Math.max(1, Math.abs(signed))) return null;
    this.#open.delete(key);
    return trip.entry === null ? null : { entry: trip.entry, net: trip.cash };
  }

  funding({ account, symbol, amount }: Funding): void {
    const trip = this.#open.get(`${account}:${symbol}`);
    if (trip !== undefined) trip.cash += toNumber(amount);
  }
}
