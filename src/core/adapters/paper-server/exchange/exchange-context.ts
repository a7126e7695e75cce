import type { Instrument } from "../../../domain/instrument.js";
import { decFromNumber, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { present } from "../../../lib/invariant.js";
import type { FaultHooks } from "../faults/fault-hooks.js";
import type { PaperMarket, UserFrame } from "../seam.js";
import type { ExchangeIds } from "./ids.js";
import type {
  AlgoOrder,
  Amendment,
  ExchangeOrder,
  ExchangePosition,
  ExchangeTrade,
  ForcedOrder,
  IncomeEntry,
} from "./records.js";
import type { VenueError } from "./venue-error.js";
import { decimalsOf } from "./wire-numbers.js";

/** The asset in which everything is settled. */
export const MARGIN_ASSET = "USDT";

type SimSubject =
  { readonly kind: "order"; readonly order: ExchangeOrder } | { readonly kind: "algo"; readonly algo: AlgoOrder };

export interface KeyRights {
  readonly futures: boolean;
  readonly withdrawals: boolean;
  readonly universalTransfer: boolean;
  readonly ipRestrict: boolean;
}

/** Everything the exchange remembers of the account. Money and positions follow the simulated venue's events. */
export interface ExchangeBooks {
  wallet: Dec;
  walletUpdatedMs: number;
  /** Assets that back nothing: transfers of anything but the margin asset. */
  readonly otherAssets: Map<string, Dec>;
  readonly positions: Map<string, ExchangePosition>;
  /** All regular orders that the venue still remembers, oldest first. */
  readonly orders: Map<bigint, ExchangeOrder>;
  readonly openOrders: Set<ExchangeOrder>;
  readonly algos: Map<number, AlgoOrder>;
  readonly openAlgos: Set<AlgoOrder>;
  /** What an id of the simulated venue stands for, while it works. */
  readonly bySimId: Map<string, SimSubject>;
  /** Refusals of orders that are being placed, by their simulated id. */
  readonly refusals: Map<string, VenueError>;
  readonly trades: ExchangeTrade[];
  readonly income: IncomeEntry[];
  readonly amendments: Amendment[];
  readonly forced: ForcedOrder[];
  /** Symbols whose margin type was changed; the others are CROSSED. */
  readonly isolated: Set<string>;
  hedgeMode: boolean;
  multiAssets: boolean;
  feeBurn: boolean;
  /** What the account's keys may do, all alike. */
  keyRights: KeyRights;
  /** A contract has ended: what ends now does so because of it. */
  isSettling: boolean;
}

export interface ExchangeContext {
  readonly account: string;
  /** The venue's code of the account, the same under all its keys. */
  readonly accountAlias: string;
  readonly market: PaperMarket;
  readonly faults: FaultHooks;
  readonly ids: ExchangeIds;
  readonly books: ExchangeBooks;
  /** Market time. */
  readonly nowMs: () => number;
  readonly emit: (frame: UserFrame) => void;
  /** Told of every forced order, for the public stream. */
  readonly onForced: (forced: ForcedOrder) => void;
}

export function createBooks(wallet: Dec, nowMs: number): ExchangeBooks {
  return {
    wallet,
    // ccxt drops assets whose updateTime is 0 (BINANCE_USDM 7.1).
    walletUpdatedMs: Math.max(1, nowMs),
    otherAssets: new Map(),
    positions: new Map(),
    orders: new Map(),
    openOrders: new Set(),
    algos: new Map(),
    openAlgos: new Set(),
    bySimId: new Map(),
    refusals: new Map(),
    trades: [],
    income: [],
    amendments: [],
    forced: [],
    isolated: new Set(),
    hedgeMode: false,
    multiAssets: false,
    feeBurn: false,
    keyRights: { futures: true, withdrawals: false, universalTransfer: false, ipRestrict: true },
    isSettling: false,
  };
}

export function instrumentOf(context: ExchangeContext, symbol: string): Instrument | null {
  return context.market.instruments().get(symbol) ?? null;
}

/** Decimals with which the venue writes prices and quantities of a symbol. */
export function placesOf(context: ExchangeContext, symbol: string): { readonly price: number; readonly qty: number } {
  const { tickSize, stepSize } = present(instrumentOf(context, symbol), `instrument ${symbol}`);
  return { price: decimalsOf(tickSize), qty: decimalsOf(stepSize) };
}

/** The mark by which the simulated venue reckons margin; zero before the first price. */
export function markOf(context: ExchangeContext, symbol: string): Dec {
  const market = context.market.sim.state.markets[symbol];
  const mark = market?.mark ?? market?.last ?? null;
  return mark === null ? ZERO : decFromNumber(mark);
}
