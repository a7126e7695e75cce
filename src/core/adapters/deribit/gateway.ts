import type { Instrument } from "../../domain/instrument.js";
import type { OrderChange, OrderRequest } from "../../domain/order.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import type { Clock } from "../../lib/clock.js";
import { isZeroDec } from "../../lib/decimal.js";
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
import { unreadable } from "../ccxt/parse.js";
import { readAccount, readOpenOrders, readPositions } from "./account-reads.js";
import { type DeribitClient, VALID_MS } from "./client.js";
import type { Contracts, Perpetual } from "./contracts.js";
import type { CreditPools } from "./credit-pools.js";
import type { Answered } from "./gateway-reads.js";
import { changed, notInverse, notOpen, readOrder, unread, withoutRoom } from "./gateway-writes.js";
import { DeribitHistory } from "./history.js";
import { readInstruments, readListings, unlisted } from "./instruments.js";
import { LabelBook } from "./label-book.js";
import { cancelCall, modifyCall, placeCall } from "./outgoing.js";
import { countSchema, keyRightsOf, modesOf } from "./parse-account.js";
import { askPostOnly, queryOrder } from "./query-order.js";

/** The private stream of the account: it knows logins and sockets, the gateway questions and answers. */
export interface UserStream {
  follow(listener: UserStreamListener): void;
  close(): Promise<void>;
}

export interface DeribitGatewayOptions {
  readonly client: DeribitClient;
  readonly clock: Pick<Clock, "sleep" | "monotonicMs">;
  readonly venueClock: VenueClock;
  readonly contracts: Contracts;
  readonly pools: CreditPools;
  readonly userStream: UserStream;
  /** Key of the venue in the configuration. */
  readonly venue: string;
  /** Whose settings are told, and whose money is asked for. */
  readonly symbols: readonly string[];
}

/** The venue begins with nothing past `valid_until`; the rest is for clocks that differ and the way back. */
const SETTLED_MS = VALID_MS + 2 * SECOND_MS;
const WOULD_TAKE = 11_054;
/** A cancel that was taken is done; what it left of a stop that triggers in the same moment may take a little. */
const LOOKS = 5;
const LOOK_PAUSE_MS = 40;

const UNTOLD: VenueRefusal = {
  code: 0,
  reason: "not sent: nobody could tell whether the order is post-only",
  reaction: "resend",
  retryAfterMs: null,
};

export class DeribitGateway implements VenueGateway {
  readonly capabilities: BrokerCapabilities;
  readonly outcomeSettledMs = SETTLED_MS;
  readonly #options: DeribitGatewayOptions;
  readonly #history: DeribitHistory;
  readonly #labels: LabelBook;
  /** The venue's names of assets that the account holds or has held in this session. */
  readonly #assets = new Set<string>();

  constructor(options: DeribitGatewayOptions) {
    this.#options = options;
    this.#history = new DeribitHistory(options.client, options.contracts);
    this.#labels = new LabelBook({ clock: options.clock, settledMs: SETTLED_MS, query: (ref) => this.query(ref) });
    this.capabilities = {
      venue: options.venue,
      conditionalOrders: true,
      closePositionStops: false,
      goodTillDate: false,
      orderChanges: true,
      reduceOnlyMinNotionalExempt: true,
      streams: "own-events",
    };
  }

  /** The venue takes a label twice: whether the first order of one lives is asked before the second goes out. */
  async place(request: OrderRequest, departure?: Departure): Promise<PlaceOutcome> {
    const contract = await this.#traded(request.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    if (request.closePosition) return { kind: "refused", ...withoutRoom("a stop for a whole position") };
    const taken = await this.#labels.claim(request);
    if (taken !== null) return { kind: "refused", ...taken };
    const { endpoint, params } = placeCall(request, contract.value);
    const answer = await this.#options.client.call(endpoint, params, departure);
    if (!answer.ok) {
      this.#labels.ended(request, answer.error.kind);
      return answer.error;
    }
    const order = readOrder(answer.value, request, contract.value);
    if (order === null) return unread(`the order ${request.clientOrderId}`);
    return { kind: "accepted", venueOrderId: order.venueOrderId, atMs: order.atMs };
  }

  async cancel(ref: OrderRef, departure?: Departure): Promise<CancelOutcome> {
    const contract = await this.#contract(ref.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    const { endpoint, params } = cancelCall(ref, contract.value);
    const answer = await this.#options.client.call(endpoint, params, departure);
    if (!answer.ok) return answer.error;
    const { clientOrderId } = ref;
    if (endpoint === "cancelById") return { kind: "accepted", atMs: this.#nowMs(), filledQty: null };
    const count = countSchema.safeParse(answer.value);
    if (!count.success) return unread(`the cancel of ${clientOrderId}`);
    if (count.data === 0) return notOpen("no open order bears this label");
    const order = await this.#settled(ref);
    if (order?.status === "canceled") return { kind: "accepted", atMs: order.atMs, filledQty: order.filledQty };
    if (order === null) return { kind: "unknown", reason: `the cancel of ${clientOrderId} was taken, not done` };
    return notOpen(`the order is ${order.status}`);
  }

  async modify(change: OrderChange, departure?: Departure): Promise<ModifyOutcome> {
    const contract = await this.#traded(change.symbol);
    if (!contract.ok) return { kind: "refused", ...contract.error };
    const { clientOrderId, symbol } = change;
    const { client } = this.#options;
    const ref = { clientOrderId, symbol, conditional: false };
    const postOnly = this.#labels.isPostOnly(clientOrderId) ?? (await askPostOnly(client, ref, contract.value));
    if (postOnly === null) return { kind: "refused", ...UNTOLD };
    const { endpoint, params } = modifyCall(change, contract.value, postOnly);
    const answer = await client.call(endpoint, params, departure);
    if (!answer.ok) {
      const isEnded = answer.error.kind === "refused" && answer.error.code === WOULD_TAKE;
      const left = isEnded ? await this.query(ref) : null;
      // A post-only order whose change would take ends by it ("edit_post_only_reject").
      return left?.kind === "found" && left.order.status !== "open" ? changed(left.order) : answer.error;
    }
    const order = readOrder(answer.value, change, contract.value);
    return order === null ? unread(`the change of ${clientOrderId}`) : changed(order);
  }

  async query(ref: OrderRef): Promise<QueryOutcome> {
    const contract = await this.#contract(ref.symbol);
    if (!contract.ok) return { kind: "unknown", reason: contract.error.reason, unsent: true };
    return queryOrder(this.#options.client, ref, contract.value);
  }

  async snapshot(): Answered<VenueSnapshot> {
    const { client, contracts, pools } = this.#options;
    const known = await this.#learn();
    if (!known.ok) return known;
    const atMs = this.#nowMs();
    const [openOrders, positions, account] = await Promise.all([
      readOpenOrders(client, contracts),
      readPositions(client, contracts),
      readAccount(client, pools),
    ]);
    if (!openOrders.ok) return openOrders;
    if (!positions.ok) return positions;
    if (!account.ok) return account;
    const wallets = contracts.walletsOf(account.value.summaries);
    if (wallets === null) return err(unreadable("money of the settlement asset beside that which is taken at par"));
    return ok({ atMs, wallets, positions: positions.value, openOrders: openOrders.value });
  }

  async positions(): Answered<readonly VenuePosition[]> {
    const known = await this.#learn();
    return known.ok ? readPositions(this.#options.client, this.#options.contracts) : known;
  }

  async trades(symbol: string, since: TradesSince): Answered<readonly VenueTrade[]> {
    const contract = await this.#contract(symbol);
    return contract.ok ? this.#history.trades(contract.value, since, this.#nowMs()) : contract;
  }

  /** Of the assets in which the session's contracts are settled, and of all that the account was seen to hold. */
  async income(sinceMs: number): Answered<readonly VenueIncome[]> {
    const { contracts, symbols, client, pools } = this.#options;
    const known = await this.#learn();
    if (!known.ok) return known;
    for (const symbol of symbols) {
      const settled = contracts.bySymbol(symbol)?.settlementAsset;
      if (settled !== undefined) this.#assets.add(settled);
    }
    // The log is asked for asset by asset, and one that was empty at the last look may have come since.
    const account = await readAccount(client, pools);
    if (!account.ok) return account;
    for (const { currency, balance } of account.value.summaries) if (!isZeroDec(balance)) this.#assets.add(currency);
    return this.#history.income([...this.#assets], sinceMs, this.#nowMs());
  }

  async modes(): Answered<VenueAccountModes> {
    const { client, pools } = this.#options;
    const [account, token] = await Promise.all([readAccount(client, pools), client.tokens.token()]);
    if (!account.ok) return account;
    return token.ok ? ok(modesOf(account.value, token.value.scope)) : token;
  }

  async keyRights(): Answered<VenueKeyRights | null> {
    const token = await this.#options.client.tokens.token();
    return token.ok ? ok(keyRightsOf(token.value.scope)) : token;
  }

  /** Nothing can be set: margin is that of the account, and its size is the contract's. */
  async symbolSettings(): Answered<readonly VenueSymbolSetting[]> {
    const { contracts, symbols } = this.#options;
    const known = await this.#learn();
    if (!known.ok) return known;
    const listed = symbols.flatMap((symbol) => contracts.bySymbol(symbol) ?? []);
    return ok(listed.map(({ symbol, maxLeverage: leverage }) => ({ symbol, isIsolated: false, leverage })));
  }

  async prepareSymbol(symbol: string, leverage: number): Answered<{ readonly leverage: number }> {
    invariant(Number.isInteger(leverage) && leverage >= 1, `${leverage} is no leverage setting`);
    const contract = await this.#traded(symbol);
    return contract.ok ? ok({ leverage: Math.min(leverage, contract.value.maxLeverage) }) : contract;
  }

  async instruments(symbols: readonly string[]): Answered<readonly Instrument[]> {
    const { client, contracts, venue } = this.#options;
    const inverse =
      (await this.#learn()).ok && symbols.find((symbol) => contracts.bySymbol(symbol)?.isInverse === true);
    if (typeof inverse === "string") return err(notInverse(inverse));
    return readInstruments(client, { symbols, venue, contracts });
  }

  /** There is none by time; the one that goes by the connection would end what other connections sent as little. */
  async deadManSwitch(_symbol: string, countdownMs: number): Answered<null> {
    return countdownMs === 0 ? ok(null) : err(withoutRoom("a dead-man's switch"));
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

  /** The order once it is over; null where it still is not after some looks. */
  async #settled(ref: OrderRef): Promise<VenueOrder | null> {
    for (let look = 0; look < LOOKS; look += 1) {
      const answer = await this.query(ref);
      if (answer.kind === "found" && !["open", "triggered"].includes(answer.order.status)) return answer.order;
      if (answer.kind === "unknown") return null;
      await this.#options.clock.sleep(LOOK_PAUSE_MS * 2 ** look);
    }
    return null;
  }

  async #learn(): Answered<null> {
    const { client, contracts } = this.#options;
    return contracts.isEmpty ? readListings(client, contracts) : ok(null);
  }

  async #contract(symbol: string): Answered<Perpetual> {
    const known = await this.#learn();
    if (!known.ok) return known;
    const contract = this.#options.contracts.bySymbol(symbol);
    return contract === null ? err(unlisted(symbol)) : ok(contract);
  }

  /** One that the books can keep. */
  async #traded(symbol: string): Answered<Perpetual> {
    const contract = await this.#contract(symbol);
    return contract.ok && contract.value.isInverse ? err(notInverse(symbol)) : contract;
  }
}
