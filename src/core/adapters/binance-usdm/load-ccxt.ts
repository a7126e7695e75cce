import { z } from "zod";
import type { ImplicitMethod } from "./endpoints.js";

export type WireValue = string | number | boolean;
export type WireParams = Readonly<Record<string, WireValue>>;

export type RestAnswer = [
  status: number,
  statusText: string,
  url: string,
  method: string,
  headers: unknown,
  body: string,
];

/** The hooks of a ccxt 4.5.84 instance that we set, and the implicit endpoint methods that we call. */
export type UsdmExchange = {
  readonly options: Record<string, unknown>;
  /** Both are read anew for each signature. */
  apiKey: string;
  secret: string;
  readonly urls: { api: unknown; test?: unknown; demo?: unknown };
  /** Called for every request after signing; the one way to the network. */
  fetch: (url: string, method?: string, headers?: unknown, body?: unknown) => Promise<unknown>;
  /** Makes a web socket client for a url. */
  client: (url: string) => unknown;
  /** Gets every answer first; what it returns is parsed as JSON. */
  onRestResponse: (...answer: RestAnswer) => string;
  /** Gets every answer after `onRestResponse`, with its JSON (undefined where it is none). */
  handleErrors: (...answer: [...RestAnswer, response: unknown]) => void;
  /** Signs with a secret that is no private key; SHA-256, in hex, is all that this venue's module asks for. */
  hmac: (request: Uint8Array, secret: Uint8Array) => string;
  /** Stamp of signed requests. */
  nonce: () => number;
  /** Loads the HTTP client, which the first request would otherwise wait for. */
  readonly loadFetchImplementation: () => Promise<unknown>;
  /** Looks for modules of proxies; the first request waits for that, whether there is a proxy or not. */
  readonly loadProxyModules: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
} & Readonly<Record<ImplicitMethod, (params: Record<string, WireValue>) => Promise<unknown>>>;

export interface ExchangeSettings {
  readonly apiKey: string;
  readonly secret: string;
  readonly timeout: number;
  readonly enableRateLimit: false;
  readonly quoteJsonNumbers: false;
  readonly options: Readonly<Record<string, unknown>>;
}

export type UsdmExchangeClass = new (settings: ExchangeSettings) => UsdmExchange;

const moduleShape = z.object({ default: z.custom<UsdmExchangeClass>((value) => typeof value === "function") });

/**
 * Loads the module of this venue alone: the package's entry would load a hundred exchanges (ccxt 4.5.84, exports of its
 * package.json name only the entry, hence the address beside it).
 */
export async function loadUsdmExchange(): Promise<UsdmExchangeClass> {
  const address = new URL("./src/pro/binanceusdm.js", import.meta.resolve("ccxt")).href;
  const loaded: unknown = await import(address);
  return moduleShape.parse(loaded).default;
}
