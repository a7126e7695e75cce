import { expect } from "vitest";
import type { InputEvent } from "../../../src/core/domain/event.js";
import type { VenueOrder } from "../../../src/core/domain/venue-order.js";
import type { OrderChange, OrderRequest } from "../../../src/core/domain/order.js";
import { addDec, type Dec, dec, toNumber, ZERO } from "../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../support/samples/orders.js";
import { Books } from "./books.js";
import type { BrokerBench } from "./broker-bench.js";
import { ACCOUNT, INSTRUMENTS } from "./contract-market.js";

export type Fill = Extract<InputEvent, { type: "order.filled" }>;
type Told = Extract<InputEvent, { readonly clientOrderId: string }>;

/** Orders that a behaviour talks about: each with an id of its own, and all that was told of it. */
export class OrderDesk {
  readonly books = new Books();
  /** Venue time before each order was sent. */
  readonly placedAtMs = new Map<string, number>();
  #orders = 0;
  #symbols = 0;

  constructor(readonly bench: BrokerBench) {}

  /** A symbol that nobody has traded here. */
  symbol(): string {
    const instrument = INSTRUMENTS[this.#symbols];
    if (instrument === undefined) throw new Error("the bench has no further symbol");
    this.#symbols += 1;
    return instrument.symbol;
  }

  /** Sends a market order for 1, as changed; returns its id. */
  place(changes: Partial<OrderRequest> & { readonly symbol: string }): string {
    const { broker } = this.bench;
    this.#orders += 1;
    const clientOrderId = changes.clientOrderId ?? `o${String(this.#orders)}`;
    const atMs = this.bench.nowMs();
    if (!this.placedAtMs.has(clientOrderId)) this.placedAtMs.set(clientOrderId, atMs);
    broker.place(sampleRequest({ account: ACCOUNT, ...changes, clientOrderId }), atMs);
    return clientOrderId;
  }

  cancel(clientOrderId: string, symbol: string): void {
    this.bench.broker.cancel(clientOrderId, symbol, this.bench.nowMs());
  }

  /** New terms for a buy of 1 at 90, as changed. */
  change(clientOrderId: string, symbol: string, terms: Partial<Pick<OrderChange, "side" | "price" | "qty">>): void {
    const change = { clientOrderId, symbol, side: "buy", reduceOnly: false, price: dec("90"), qty: dec("1") } as const;
    this.bench.broker.modify({ ...change, ...terms }, this.bench.nowMs());
  }

  /** What the venue says of an order. */
  async ask(clientOrderId: string, symbol: string): Promise<VenueOrder | "absent"> {
    const answer = await this.bench.broker.query(clientOrderId, symbol);
    if (answer.kind === "unknown") throw new Error(`no answer: ${answer.reason}`);
    return answer.kind === "found" ? plain(answer.order) : "absent";
  }

  /** The open orders of a symbol, by their ids. */
  async listed(symbol: string): Promise<ReadonlyMap<string, VenueOrder>> {
    const answer = await this.bench.broker.openOrders();
    if (!answer.ok) throw new Error(`no answer: ${answer.error.reason}`);
    const own = answer.value.filter((order) => order.symbol === symbol);
    expect(new Set(own.map(({ clientOrderId }) => clientOrderId)).size).toBe(own.length);
    return new Map(own.map((order) => [order.clientOrderId, plain(order)]));
  }

  of(clientOrderId: string): readonly Told[] {
    return this.bench.told.filter(
      (event): event is Told => "clientOrderId" in event && event.clientOrderId === clientOrderId,
    );
  }

  fills(clientOrderId: string): readonly Fill[] {
    return this.of(clientOrderId).filter((event) => event.type === "order.filled");
  }

  filledQty(clientOrderId: string): Dec {
    return this.fills(clientOrderId).reduce((sum, { qty }) => addDec(sum, qty), ZERO);
  }

  /** What was told of an order; fills in a row are one word. */
  story(clientOrderId: string): readonly string[] {
    const types: readonly string[] = this.of(clientOrderId).map(({ type }) => type);
    return types.filter((type, at) => type !== "order.filled" || types[at + 1] !== "order.filled");
  }

  /** Waits until so much was told of the order, and requires that it is this and nothing else. */
  async tells(clientOrderId: string, ...words: readonly string[]): Promise<void> {
    const isWhole = (): boolean =>
      this.story(clientOrderId).length >= words.length && this.#isFilledWhole(clientOrderId);
    await this.bench.settle(isWhole, `${words.join(", ")} of ${clientOrderId}`).catch((): undefined => undefined);
    expect(this.story(clientOrderId)).toEqual(words);
  }

  /** Opens a position at the market. */
  async hold(symbol: string, qty = "1", side: "buy" | "sell" = "buy"): Promise<void> {
    await this.tells(this.place({ symbol, side, qty: dec(qty) }), "order.acknowledged", "order.filled");
  }

  /** Signed position by the books. */
  held(symbol: string): Dec {
    return this.books.readOn(this.bench.told).qty(symbol);
  }

  /** The last word is a fill only where it completes the order. */
  #isFilledWhole(clientOrderId: string): boolean {
    const last = this.of(clientOrderId).at(-1);
    return last?.type !== "order.filled" || last.orderDone;
  }
}

/** A venue may write 2 as 2.000. */
function plain(order: VenueOrder): VenueOrder {
  const text = (value: Dec): Dec => dec(String(toNumber(value)));
  const [qty, price] = [order.qty, order.price].map((value) => (value === null ? null : text(value)));
  return { ...order, qty: qty ?? null, price: price ?? null, filledQty: text(order.filledQty) };
}
