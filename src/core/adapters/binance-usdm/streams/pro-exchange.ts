import { z } from "zod";
import { loadUsdmExchange, type UsdmExchange, type UsdmExchangeClass } from "../load-ccxt.js";

/** A market as ccxt needs it to name streams; loading all of them would cost a question and 30 MB. */
export interface ProMarket {
  readonly id: string;
  readonly lowercaseId: string;
  readonly symbol: string;
  readonly [more: string]: unknown;
}

/** What a ccxt pro socket client shows of itself. */
export interface ProClient {
  readonly connection?: { terminate?: () => void };
}

/** The streaming side of a ccxt 4.5.84 instance: the calls we make and the hooks we set. */
export type ProExchange = UsdmExchange & {
  readonly clients?: Readonly<Record<string, ProClient>>;
  readonly setMarkets: (markets: readonly ProMarket[]) => unknown;
  readonly loadHttpProxyAgent: () => Promise<unknown>;
  readonly watchOHLCVForSymbols: (symbolsAndTimeframes: readonly (readonly [string, string])[]) => Promise<unknown>;
  readonly watchMarkPrices: (symbols: readonly string[], params: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly watchTradesForSymbols: (symbols: readonly string[]) => Promise<unknown>;
  readonly watchOrderBookForSymbols: (symbols: readonly string[]) => Promise<unknown>;
  handleMessage: (client: ProClient, message: unknown) => void;
  onConnected: (client: ProClient) => void;
  log: (...words: unknown[]) => void;
};

const STREAMING_CALLS = [
  "setMarkets",
  "loadHttpProxyAgent",
  "watchOHLCVForSymbols",
  "watchMarkPrices",
  "watchTradesForSymbols",
  "watchOrderBookForSymbols",
  "handleMessage",
  "onConnected",
];

const streaming = z.custom<ProExchange>((value: unknown) => {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return STREAMING_CALLS.every((name) => typeof members[name] === "function");
}, "this ccxt has no streaming side");

/** The class whose instances have a streaming side: the REST client's own. */
export function loadProExchange(): Promise<UsdmExchangeClass> {
  return loadUsdmExchange();
}

/** The same instance, seen to be of ccxt pro. */
export function asProExchange(exchange: UsdmExchange): ProExchange {
  return streaming.parse(exchange);
}

/** A linear perpetual under its venue id, so that ccxt's names are ours. */
export function proMarket(id: string): ProMarket {
  return {
    id,
    lowercaseId: id.toLowerCase(),
    symbol: id,
    base: id,
    quote: "USDT",
    settle: "USDT",
    type: "swap",
    subType: "linear",
    spot: false,
    margin: false,
    swap: true,
    future: false,
    option: false,
    contract: true,
    linear: true,
    inverse: false,
    active: true,
  };
}
