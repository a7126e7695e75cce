import { z } from "zod";
import type { Instrument } from "../../domain/instrument.js";
import type { OrderChange, OrderRequest } from "../../domain/order.js";
import { invariant, present } from "../../lib/invariant.js";
import { ok } from "../../lib/result.js";
import type { BrokerCapabilities } from "../../ports/broker-capabilities.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type {
  CancelOutcome,
  Departure,
  ModifyOutcome,
  OrderRef,
  PlaceOutcome,
  QueryOutcome,
  UserStreamListener,
  VenueAccountModes,
  VenueGateway,
  VenueIncome,
  VenueKeyRights,
  VenuePosition,
  VenueSnapshot,
  VenueSymbolSetting,
  VenueTrade,
} from "../../ports/venue-gateway.js";
import type { UsdmClient } from "./client.js";
import { type Answered, ask, readKeyRights } from "./gateway-reads.js";
import { cancelOutcome, modifyOutcome, placeOutcome, queryOutcome } from "./gateway-writes.js";
import { readIncome, readTrades } from "./history.js";
import { readBrackets, readInstruments } from "./instruments.js";
import { cancelCall, modifyCall, placeCall, queryCall } from "./outgoing.js";
import { leverageSchema, modesSchema, positionsSchema, walletsSchema } from "./parse-account.js";
import { algoOrdersSchema, ordersSchema } from "./parse-orders.js";
import type { RateLimiter } from "./rate-limiter.js";
import { readSymbolSettings } from "./symbol-settings.js";

/** The private stream of the account (streams/): it knows listen keys and sockets, the gateway questions and answers. */
export interface UserStream {
  follow(listener: UserStreamListener): void;
  close(): Promise<void>;
}

export interface UsdmGatewayOptions {
  readonly client: UsdmClient;
  readonly clock: VenueClock;
  readonly limiter: RateLimiter;
  readonly userStream: UserStream;
  /** Key of the venue in the configuration. */
  readonly venue: string;
  readonly recvWindowMs: number;
}

/** Past recvWindow the matching engine refuses (-5028); the rest is for its clock and the way back. */
const SETTLE_MARGIN_MS = 2_000;

const done = z.object({ code: z.union([z.literal(200), z.literal("200")]) });
const countdownSchema = z.object({ symbol: z.string(), countdownTime: z.union([z.string(), z.number()]) });

export class UsdmGateway implements VenueGateway {
  readonly capabilities: BrokerCapabilities;
  readonly outcomeSettledMs: number;
  readonly #client: UsdmClient;
  readonly #clock: VenueClock;
  readonly #limiter: RateLimiter;
  readonly #userStream: UserStream;

  constructor({ client, clock, limiter, userStream, venue, recvWindowMs }: UsdmGatewayOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#limiter = limiter;
    this.#userStream = userStream;
    this.outcomeSettledMs = recvWindowMs + SETTLE_MARGIN_MS;
    this.capabilities = {
      venue,
      conditionalOrders: true,
      closePositionStops: true,
      goodTillDate: true,
      orderChanges: true,
      reduceOnlyMinNotionalExempt: true,
      streams: "own-events",
    };
  }

  async place(request: OrderRequest, departure?: Departure): Promise<PlaceOutcome> {
    const { endpoint, params } = placeCall(request);
    const reduces = request.reduceOnly || request.closePosition;
    const answer = await this.#client.call(endpoint, params, reduces ? "protective" : "order", departure);
    return placeOutcome(answer, request.clientOrderId);
  }

  async cancel(ref: OrderRef, departure?: Departure): Promise<CancelOutcome> {
    const { endpoint, params } = cancelCall(ref);
    const answer = await this.#client.call(endpoint, params, "protective", departure);
    return cancelOutcome(answer, ref, this.#clock.nowMs());
  }

  async modify(change: OrderChange, departure?: Departure): Promise<ModifyOutcome> {
    const { endpoint, params } = modifyCall(change);
    const priority = change.reduceOnly ? "protective" : "order";
    const answer = await this.#client.call(endpoint, params, priority, departure);
    return modifyOutcome(answer, change.clientOrderId);
  }

  /** As urgent as what protects: nothing may follow an unknown outcome before it is answered. */
  async query(ref: OrderRef): Promise<QueryOutcome> {
    const { endpoint, params } = queryCall(ref);
    return queryOutcome(await this.#client.call(endpoint, params, "protective"), ref);
  }

  async snapshot(): Answered<VenueSnapshot> {
    const atMs = this.#clock.nowMs();
    const [orders, algoOrders, positions, wallets] = await Promise.all([
      ask(this.#client, { endpoint: "openOrders", schema: ordersSchema }),
      ask(this.#client, { endpoint: "openAlgoOrders", schema: algoOrdersSchema }),
      ask(this.#client, { endpoint: "positionRisk", schema: positionsSchema }),
      ask(this.#client, { endpoint: "account", schema: walletsSchema }),
    ]);
    if (!orders.ok) return orders;
    if (!algoOrders.ok) return algoOrders;
    if (!positions.ok) return positions;
    if (!wallets.ok) return wallets;
    const openOrders = [...orders.value, ...algoOrders.value];
    return ok({ atMs, wallets: wallets.value, positions: positions.value, openOrders });
  }

  /** As urgent as the queries of unknown orders, which are settled by it. */
  positions(): Answered<readonly VenuePosition[]> {
    return ask(this.#client, { endpoint: "positionRisk", schema: positionsSchema, priority: "protective" });
  }

  trades(symbol: string, since: Parameters<VenueGateway["trades"]>[1]): Answered<readonly VenueTrade[]> {
    return readTrades(this.#client, { symbol, since, nowMs: this.#clock.nowMs() });
  }

  income(sinceMs: number): Answered<readonly VenueIncome[]> {
    return readIncome(this.#client, { sinceMs, nowMs: this.#clock.nowMs() });
  }

  modes(): Answered<VenueAccountModes> {
    return ask(this.#client, { endpoint: "accountConfig", schema: modesSchema });
  }

  symbolSettings(): Answered<readonly VenueSymbolSetting[]> {
    return readSymbolSettings(this.#client);
  }

  keyRights(): Answered<VenueKeyRights | null> {
    return readKeyRights(this.#client);
  }

  async prepareSymbol(symbol: string, leverage: number): Answered<{ readonly leverage: number }> {
    invariant(Number.isInteger(leverage) && leverage >= 1, `${leverage} is no leverage setting`);
    const margin = await ask(this.#client, {
      endpoint: "setMarginType",
      schema: done,
      params: { symbol, marginType: "CROSSED" },
    });
    // -4046: it is so already.
    if (!margin.ok && margin.error.reaction !== "done") return margin;
    const brackets = await readBrackets(this.#client, symbol);
    if (!brackets.ok) return brackets;
    const highest = Math.floor(present(brackets.value[0], "first bracket").maxLeverage);
    const set = await ask(this.#client, {
      endpoint: "setLeverage",
      schema: leverageSchema,
      params: { symbol, leverage: Math.min(leverage, highest) },
    });
    return set.ok ? ok({ leverage: set.value.leverage }) : set;
  }

  async instruments(symbols: readonly string[]): Answered<readonly Instrument[]> {
    const answer = await readInstruments(this.#client, { symbols, venue: this.capabilities.venue });
    if (!answer.ok) return answer;
    this.#limiter.setLimits(answer.value.limits);
    return ok(answer.value.instruments);
  }

  /**
   * All regular orders of a symbol are cancelled after this time unless it is set again; 0 turns it off. Whether it
   * takes conditional orders along is not documented (2026-10): only for symbols without position and stop.
   */
  async deadManSwitch(symbol: string, countdownMs: number): Answered<null> {
    invariant(Number.isInteger(countdownMs) && countdownMs >= 0, `${countdownMs} is no countdown`);
    const params = { symbol, countdownTime: countdownMs };
    const answer = await ask(this.#client, { endpoint: "countdownCancelAll", schema: countdownSchema, params });
    return answer.ok ? ok(null) : answer;
  }

  follow(listener: UserStreamListener): void {
    this.#userStream.follow(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.#userStream.close(), this.#client.close()]);
  }
}
