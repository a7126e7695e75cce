import type { Instrument } from "../../domain/instrument.js";
import type { OrderChange, OrderRequest } from "../../domain/order.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import type { Clock } from "../../lib/clock.js";
import { compareDec, toNumber } from "../../lib/decimal.js";
import { invariant } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { BrokerCapabilities } from "../../ports/broker-capabilities.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type {
  CancelOutcome,
  Departure,
  ModifyOutcome,
  OrderRef,
  PlaceOutcome,
  QueryOutcome,
  TradesSince,
  UserStreamListener,
  VenueAccountModes,
  VenueGateway,
  VenueIncome,
  VenueKeyRights,
  VenuePosition,
  VenueRefusal,
  VenueSnapshot,
  VenueSymbolSetting,
  VenueTrade,
} from "../../ports/venue-gateway.js";
import type { OkxClient } from "./client.js";
import type { Contract, Contracts } from "./contracts.js";
import { unreadable } from "../ccxt/parse.js";
import { askAccount, readOpenOrders, readPositions } from "./account-reads.js";
import { type Answered, ask } from "./gateway-reads.js";
import { cancelOutcome, placeOutcome, unread } from "./gateway-writes.js";
import { OkxHistory } from "./history.js";
import { readInstruments, readSwaps } from "./instruments.js";
import { cancelCall, modifyCall, placeCall, tagOf } from "./outgoing.js";
import { doneSchema, keyRightsSchema, leverageSchema, modesSchema, walletsSchema } from "./parse-account.js";
import { orderAckSchema } from "./parse-orders.js";
import { queryOrder } from "./query-order.js";

/** The private stream of the account: it knows logins and sockets, the gateway questions and answers. */
export interface UserStream {
  follow(listener: UserStreamListener): void;
  close(): Promise<void>;
}

export interface OkxGatewayOptions {
  readonly client: OkxClient;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: VenueClock;
  readonly contracts: Contracts;
  readonly userStream: UserStream;
  /** Key of the venue in the configuration. */
  readonly venue: string;
  /** Whose leverage is read beside the orders: the venue has no list of all. */
  readonly symbols: readonly string[];
}

/** A signature is good for 30 s (50102); the rest is for the way back. */
const SETTLED_MS = 32 * SECOND_MS;
/** A cancel or change that was taken is carried out within milliseconds. */
const LOOKS = 5;
const LOOK_PAUSE_MS = 40;
/** `leverage-info` takes so many contracts in one question. */
const LEVERAGE_PAGE = 20;

const NOT_LISTED = { code: 51001, reaction: "bug", retryAfterMs: null } as const;

export class OkxGateway implements VenueGateway {
  readonly capabilities: BrokerCapabilities;
  readonly outcomeSettledMs = SETTLED_MS;
  readonly #options: OkxGatewayOptions;
  readonly #history: OkxHistory;

  constructor(options: OkxGatewayOptions) {
    this.#options = options;
    this.#history = new OkxHistory(options.client, options.contracts);
    this.capabilities = {
      venue: options.venue,
      conditionalOrders: true,
      closePositionStops: true,
      goodTillDate: false,
      orderChanges: true,
      reduceOnlyMinNotionalExempt: true,
      streams: "own-events",
    };
  }

  async place(request: OrderRequest, departure?: Departure): Promise<PlaceOutcome> {
    const contract = await this.#contract(request.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    const { endpoint, params } = placeCall(request, contract.value);
    const answer = await this.#options.client.call(endpoint, params, departure);
    const ref = { ...request, conditional: endpoint === "placeAlgoOrder" };
    return placeOutcome(answer, ref, this.#nowMs());
  }

  /** The answer only says that the cancel was taken: what became of the order is asked after it. */
  async cancel(ref: OrderRef, departure?: Departure): Promise<CancelOutcome> {
    const contract = await this.#contract(ref.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    const { endpoint, params } = cancelCall(ref, contract.value);
    const taken = cancelOutcome(await this.#options.client.call(endpoint, params, departure), ref, this.#nowMs());
    if (taken.kind !== "accepted") return taken;
    const order = await this.#settled(ref, ({ status }) => status !== "open");
    if (order?.status === "canceled") return { kind: "accepted", atMs: order.atMs, filledQty: order.filledQty };
    if (order === null) return { kind: "unknown", reason: `the cancel of ${ref.clientOrderId} was taken, not done` };
    const reason = `51402 cancel refused: the order is ${order.status}`;
    return { kind: "refused", code: 51402, reason, reaction: "reconcile", retryAfterMs: null };
  }

  /** As with a cancel: taken is not done. A change to what it has already is done. */
  async modify(change: OrderChange, departure?: Departure): Promise<ModifyOutcome> {
    const contract = await this.#contract(change.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    const { endpoint, params } = modifyCall(change, contract.value);
    const answer = await this.#options.client.call(endpoint, params, departure);
    if (!answer.ok) return answer.error;
    const { clientOrderId } = change;
    const ack = orderAckSchema.safeParse(answer.value);
    if (!ack.success || ack.data.clOrdId !== clientOrderId) return unread(`the change of ${clientOrderId}`);
    const ref = { clientOrderId, symbol: change.symbol, conditional: false };
    const order = await this.#settled(ref, (now) => now.status !== "open" || hasTerms(now, change));
    if (order === null) return { kind: "unknown", reason: `the change of ${clientOrderId} was taken, not done` };
    const { venueOrderId, status, atMs } = order;
    return { kind: "accepted", venueOrderId, status, atMs };
  }

  async query(ref: OrderRef): Promise<QueryOutcome> {
    const contract = await this.#contract(ref.symbol);
    if (!contract.ok) return { kind: "unknown", reason: contract.error.reason, unsent: true };
    return queryOrder(this.#options.client, ref, contract.value);
  }

  async snapshot(): Answered<VenueSnapshot> {
    const { client, contracts } = this.#options;
    const known = await this.#learn();
    if (!known.ok) return known;
    const atMs = this.#nowMs();
    const [openOrders, positions, wallets] = await Promise.all([
      readOpenOrders(client, contracts),
      readPositions(client, contracts),
      ask(client, { endpoint: "balance", schema: walletsSchema }),
    ]);
    if (!openOrders.ok) return openOrders;
    if (!positions.ok) return positions;
    if (!wallets.ok) return wallets;
    return ok({ atMs, wallets: wallets.value, positions: positions.value, openOrders: openOrders.value });
  }

  async positions(): Answered<readonly VenuePosition[]> {
    const known = await this.#learn();
    return known.ok ? readPositions(this.#options.client, this.#options.contracts) : known;
  }

  async trades(symbol: string, since: TradesSince): Answered<readonly VenueTrade[]> {
    const contract = await this.#contract(symbol);
    return contract.ok ? this.#history.trades(contract.value, since, this.#nowMs()) : contract;
  }

  async income(sinceMs: number): Answered<readonly VenueIncome[]> {
    const known = await this.#learn();
    return known.ok ? this.#history.income(sinceMs, this.#nowMs()) : known;
  }

  modes(): Answered<VenueAccountModes> {
    return askAccount(this.#options.client, modesSchema);
  }

  keyRights(): Answered<VenueKeyRights | null> {
    return askAccount(this.#options.client, keyRightsSchema);
  }

  async symbolSettings(): Answered<readonly VenueSymbolSetting[]> {
    const { client, contracts, symbols } = this.#options;
    const known = await this.#learn();
    if (!known.ok) return known;
    const settings: VenueSymbolSetting[] = [];
    for (let at = 0; at < symbols.length; at += LEVERAGE_PAGE) {
      const ids = symbols.slice(at, at + LEVERAGE_PAGE).flatMap((symbol) => contracts.bySymbol(symbol)?.instId ?? []);
      const params = { instId: ids.join(","), mgnMode: "cross" };
      const answer = await ask(client, { endpoint: "leverageInfo", schema: leverageSchema, params });
      if (!answer.ok) return answer;
      for (const { instId, mgnMode, lever } of answer.value) {
        const symbol = contracts.byInstId(instId)?.symbol;
        if (symbol !== undefined) settings.push({ symbol, isIsolated: mgnMode !== "cross", leverage: toNumber(lever) });
      }
    }
    return ok(settings);
  }

  /** Margin is named with each order here, so leverage is all there is to prepare. */
  async prepareSymbol(symbol: string, leverage: number): Answered<{ readonly leverage: number }> {
    invariant(Number.isInteger(leverage) && leverage >= 1, `${leverage} is no leverage setting`);
    const { client, contracts, venue } = this.#options;
    const instrument = await readInstruments(client, { symbols: [symbol], venue, contracts });
    if (!instrument.ok) return instrument;
    const highest = Math.floor(instrument.value[0]?.brackets[0]?.maxLeverage ?? 1);
    const params = {
      instId: contracts.of(symbol).instId,
      lever: String(Math.min(leverage, highest)),
      mgnMode: "cross",
    };
    const set = await ask(client, { endpoint: "setLeverage", schema: leverageSchema, params });
    if (!set.ok) return set;
    const [setting] = set.value;
    return setting === undefined
      ? err(unreadable("no leverage in the answer"))
      : ok({ leverage: toNumber(setting.lever) });
  }

  async instruments(symbols: readonly string[]): Answered<readonly Instrument[]> {
    const { client, contracts, venue } = this.#options;
    return readInstruments(client, { symbols, venue, contracts });
  }

  /** Whole seconds, 10 to 120: what is asked for is rounded up into that. Ends regular orders that bear the symbol's tag. */
  async deadManSwitch(symbol: string, countdownMs: number): Answered<null> {
    invariant(Number.isInteger(countdownMs) && countdownMs >= 0, `${countdownMs} is no countdown`);
    const seconds = countdownMs === 0 ? 0 : Math.min(120, Math.max(10, Math.ceil(countdownMs / SECOND_MS)));
    const params = { timeOut: String(seconds), tag: tagOf(symbol) };
    const answer = await ask(this.#options.client, { endpoint: "cancelAllAfter", schema: doneSchema, params });
    return answer.ok ? ok(null) : answer;
  }

  follow(listener: UserStreamListener): void {
    this.#options.userStream.follow(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.userStream.close(), this.#options.client.close()]);
  }

  #nowMs(): number {
    return this.#options.venueClock.nowMs();
  }

  /** The order once it is as hoped for; null where it still is not after some looks. */
  async #settled(ref: OrderRef, holds: (order: VenueOrder) => boolean): Promise<VenueOrder | null> {
    for (let look = 0; look < LOOKS; look += 1) {
      const answer = await this.query(ref);
      if (answer.kind === "found" && holds(answer.order)) return answer.order;
      if (answer.kind === "unknown") return null;
      await this.#options.clock.sleep(LOOK_PAUSE_MS * 2 ** look);
    }
    return null;
  }

  async #learn(): Answered<null> {
    const { client, contracts } = this.#options;
    if (!contracts.isEmpty) return ok(null);
    const answer = await readSwaps(client, contracts);
    return answer.ok ? ok(null) : answer;
  }

  async #contract(symbol: string): Answered<Contract> {
    const known = await this.#learn();
    if (!known.ok) return known;
    const contract = this.#options.contracts.bySymbol(symbol);
    const refusal: VenueRefusal = { ...NOT_LISTED, reason: `51001 ${symbol} is not listed` };
    return contract === null ? err(refusal) : ok(contract);
  }
}

function hasTerms({ price, qty }: VenueOrder, change: OrderChange): boolean {
  return price !== null && qty !== null && compareDec(price, change.price) === 0 && compareDec(qty, change.qty) === 0;
}
