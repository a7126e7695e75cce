import type { OrderChange, OrderRequest } from "../../domain/order.js";
import type { Result } from "../../lib/result.js";
import type {
  Departure,
  OrderRef,
  QueryOutcome,
  VenueGateway,
  VenueRefusal,
  WriteOutcome,
} from "../../ports/venue-gateway.js";

export type WriteCall =
  | { readonly kind: "place"; readonly request: OrderRequest }
  | { readonly kind: "modify"; readonly change: OrderChange }
  | { readonly kind: "cancel"; readonly ref: OrderRef };

/** `prepareSymbol` and `deadManSwitch` set what may be set twice, so they count as questions here. */
export type ReadCall =
  | "snapshot"
  | "positions"
  | "trades"
  | "income"
  | "modes"
  | "symbolSettings"
  | "keyRights"
  | "prepareSymbol"
  | "deadManSwitch"
  | "instruments";

export type Reading<T> = Result<T, VenueRefusal>;

/** What all answers to a write have in common, whichever write it was. */
export type AnyWrite = WriteOutcome<{ readonly atMs: number }>;

/**
 * What a decorator does around each kind of call; `send` asks the gateway inside and may be called again. `given` is the
 * departure of whoever asked; `send` passes it on unless it gets another.
 */
export interface Interceptor {
  write<T extends { readonly atMs: number }>(
    call: WriteCall,
    send: (departure?: Departure) => Promise<WriteOutcome<T>>,
    given: Departure | undefined,
  ): Promise<WriteOutcome<T>>;
  query(ref: OrderRef, send: () => Promise<QueryOutcome>): Promise<QueryOutcome>;
  read<T>(call: ReadCall, send: () => Promise<Reading<T>>): Promise<Reading<T>>;
  /** Before the gateway inside is closed: ends whatever still waits. */
  close(): void;
}

/** A gateway whose every call goes through the interceptor. */
export function interceptGateway(inner: VenueGateway, around: Interceptor): VenueGateway {
  return {
    capabilities: inner.capabilities,
    outcomeSettledMs: inner.outcomeSettledMs,
    place: (request, given) =>
      around.write({ kind: "place", request }, (departure = given) => inner.place(request, departure), given),
    cancel: (ref, given) =>
      around.write({ kind: "cancel", ref }, (departure = given) => inner.cancel(ref, departure), given),
    modify: (change, given) =>
      around.write({ kind: "modify", change }, (departure = given) => inner.modify(change, departure), given),
    query: (ref) => around.query(ref, () => inner.query(ref)),
    snapshot: () => around.read("snapshot", () => inner.snapshot()),
    positions: () => around.read("positions", () => inner.positions()),
    trades: (symbol, since) => around.read("trades", () => inner.trades(symbol, since)),
    income: (sinceMs) => around.read("income", () => inner.income(sinceMs)),
    modes: () => around.read("modes", () => inner.modes()),
    symbolSettings: () => around.read("symbolSettings", () => inner.symbolSettings()),
    keyRights: () => around.read("keyRights", () => inner.keyRights()),
    prepareSymbol: (symbol, leverage) => around.read("prepareSymbol", () => inner.prepareSymbol(symbol, leverage)),
    deadManSwitch: (symbol, countdownMs) =>
      around.read("deadManSwitch", () => inner.deadManSwitch(symbol, countdownMs)),
    instruments: (symbols) => around.read("instruments", () => inner.instruments(symbols)),
    follow: (listener) => inner.follow(listener),
    close: () => {
      around.close();
      return inner.close();
    },
  };
}

/** An order that can only make a position smaller, a change of one, or a cancel. */
export function isProtective(call: WriteCall): boolean {
  if (call.kind === "cancel") return true;
  return call.kind === "modify" ? call.change.reduceOnly : call.request.reduceOnly || call.request.closePosition;
}
