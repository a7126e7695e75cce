import { z } from "zod";
import type { ImplicitMethod } from "./endpoints.js";

export type WireValue = string | boolean;
export type WireParams = Readonly<Record<string, WireValue>>;

type RestAnswer = [status: number, statusText: string, url: string, method: string, headers: unknown, body: string];

/** The hooks of a ccxt 4.5.84 instance that we set, and the implicit endpoint methods that we call. */
export type OkxExchange = {
  /** All three are read anew for each signature. */
  apiKey: string;
  secret: string;
  password: string;
  readonly urls: { api: unknown; test?: unknown };
  /** Called for every request after signing; the one way to the network. */
  fetch: (url: string, method?: string, headers?: unknown, body?: unknown) => Promise<unknown>;
  onRestResponse: (...answer: RestAnswer) => string;
  /** Gets every answer after `onRestResponse`, with its JSON (undefined where it is none). */
  handleErrors: (...answer: [...RestAnswer, response: unknown]) => void;
  /** HMAC-SHA256 in base64 is all that this venue's module asks for. */
  hmac: (request: Uint8Array, secret: Uint8Array) => string;
  /** Stamp of signed requests. */
  nonce: () => number;
  readonly loadFetchImplementation: () => Promise<unknown>;
  readonly loadProxyModules: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
} & Readonly<Record<ImplicitMethod, (params: object) => Promise<unknown>>>;

interface ExchangeSettings {
  readonly apiKey: string;
  readonly secret: string;
  readonly password: string;
  readonly timeout: number;
  readonly enableRateLimit: false;
  readonly quoteJsonNumbers: false;
  readonly options: Readonly<Record<string, unknown>>;
}

export type OkxExchangeClass = new (settings: ExchangeSettings) => OkxExchange;

const moduleShape = z.object({ default: z.custom<OkxExchangeClass>((value) => typeof value === "function") });

/** Loads the module of this venue alone, by its address beside the package's entry, which would load a hundred exchanges. */
export async function loadOkxExchange(): Promise<OkxExchangeClass> {
  const address = new URL("./src/okx.js", import.meta.resolve("ccxt")).href;
  const loaded: unknown = await import(address);
  return moduleShape.parse(loaded).default;
}
