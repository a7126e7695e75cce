import { compareDec, decFromNumber, mulDec } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { sha256Hex } from "../../../lib/hash.js";
import { present } from "../../../lib/invariant.js";
import type { Rng } from "../../../lib/rng.js";
import { DAY_MS } from "../../../lib/time.js";
import type { FaultHooks, WorldFault } from "../faults/fault-hooks.js";
import type { PaperMarket, UserStreams } from "../seam.js";
import { applyAccountFault } from "./account-faults.js";
import { marginCall } from "./account-frames.js";
import { createCountdowns } from "./countdowns.js";
import type { Countdowns } from "./countdowns.js";
import { cancelAllOrders } from "./end-orders.js";
import { createBooks } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { forgetOld } from "./history.js";
import { createExchangeIds } from "./ids.js";
import { createListenKeys } from "./listen-keys.js";
import type { ListenKeys } from "./listen-keys.js";
import { accountMargin, maintenanceBySymbol } from "./margin-figures.js";
import { matchedPrice } from "./price-match.js";
import type { ForcedOrder } from "./records.js";
import { settleDelisted } from "./settle-delisted.js";
import { tellEvents } from "./tell-events.js";

/** Share of the margin balance that maintenance margin may take before the account is called. */
const CALL_SHARE = decFromNumber(0.8);

export interface ApiKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

interface PaperExchangeOptions {
  readonly market: PaperMarket;
  /** Its name in the simulated venue. */
  readonly account: string;
  readonly keys: ApiKeys;
  /** A second key of the same account. */
  readonly spareKeys?: ApiKeys;
  readonly faults: FaultHooks;
  readonly rng: Rng;
}

/** One account at the paper venue: all that its owner may ask, do and hear. */
export interface PaperExchange extends UserStreams {
  /** Every key of the account. */
  readonly apiKeys: readonly ApiKeys[];
  readonly context: ExchangeContext;
  readonly countdowns: Countdowns;
  readonly listenKeys: ListenKeys;
  /** Lets the account's timers run out: countdowns, listen keys, margin calls, closed contracts. For the server's loop. */
  tick(): void;
  /** False for a fault that isn't the account's. */
  applyAccountFault(fault: WorldFault): boolean;
  /** Every order that the venue itself places, for the public stream of such orders. */
  onForcedOrder(listener: (forced: ForcedOrder) => void): void;
}

/** Two accounts differ in it, as at the venue; a key and its secret are the account's own, and come from the seed. */
function aliasOf({ apiKey, apiSecret }: ApiKeys): string {
  return sha256Hex(`${apiKey}|${apiSecret}`).slice(0, 16);
}

/** Becomes the listener of the market's venue events, so it is made before the market first catches up. */
export function createPaperExchange(options: PaperExchangeOptions): PaperExchange {
  const { market, account, keys, spareKeys, faults, rng } = options;
  const ids = createExchangeIds(rng);
  const nowMs = (): number => market.time.nowMs();
  const listenKeys = createListenKeys({ nowMs, speed: market.time.speed, newKey: () => ids.listenKey() });
  const listeners: ((forced: ForcedOrder) => void)[] = [];
  const { wallet } = present(market.sim.state.accounts[account], `account ${account}`);
  const context: ExchangeContext = {
    account,
    accountAlias: aliasOf(keys),
    market,
    faults,
    ids,
    books: createBooks(wallet, nowMs()),
    nowMs,
    emit: (frame) => listenKeys.emit(frame),
    onForced: (forced) => {
      for (const listener of listeners) listener(forced);
    },
  };
  const countdowns = createCountdowns({ nowMs, cancelAll: (symbol) => cancelAllOrders(context, symbol) });
  const callMargin = marginCaller(context);
  const clean = oncePer(DAY_MS, nowMs, () => forgetOld(context));
  market.onVenueEvents((events) => tellEvents(context, events));
  market.sim.desk.interfere({
    onTrigger: (request, atMs) => faults.onTrigger(request.symbol, atMs),
    fillShare: (symbol, atMs) => faults.fillShare(symbol, atMs),
    priceAtTrigger: ({ clientOrderId }) => priceAtTrigger(context, clientOrderId),
  });
  return {
    apiKeys: spareKeys === undefined ? [keys] : [keys, spareKeys],
    context,
    countdowns,
    listenKeys,
    isAlive: (listenKey) => listenKeys.isAlive(listenKey),
    subscribe: (listenKey, send) => listenKeys.subscribe(listenKey, send),
    tick: () => {
      countdowns.tick();
      listenKeys.tick();
      settleDelisted(context);
      callMargin();
      clean();
    },
    applyAccountFault: (fault) => applyAccountFault(context, listenKeys, fault),
    onForcedOrder: (listener) => listeners.push(listener),
  };
}

/** What the book names as the limit of a conditional order that triggers now. */
function priceAtTrigger(context: ExchangeContext, simId: string): Dec | null {
  const subject = context.books.bySimId.get(simId);
  if (subject?.kind !== "algo") return null;
  const matched = matchedPrice(context, subject.algo);
  if (!matched.ok) return null;
  subject.algo.price = matched.value;
  return matched.value;
}

/** One MARGIN_CALL each time the account gets near its liquidation. */
function marginCaller(context: ExchangeContext): () => void {
  let isCalled = false;
  return () => {
    const { maintenance, marginBalance } = accountMargin(context);
    const isNear = maintenance !== "0" && compareDec(maintenance, mulDec(marginBalance, CALL_SHARE)) >= 0;
    if (isNear && !isCalled) context.emit(marginCall(context, maintenanceBySymbol(context), context.nowMs()));
    isCalled = isNear;
  };
}

function oncePer(intervalMs: number, nowMs: () => number, act: () => void): () => void {
  let nextMs = nowMs() + intervalMs;
  return () => {
    if (nowMs() < nextMs) return;
    nextMs = nowMs() + intervalMs;
    act();
  };
}
