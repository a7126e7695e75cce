export type RestAnswer = [
  status: number,
  statusText: string,
  url: string,
  method: string,
  headers: unknown,
  body: string,
];

/** The hooks of an instance of ccxt 4.5.84 that we set at every venue. */
export interface CcxtExchange {
  /** Keys are read anew for each signature. */
  apiKey: string;
  secret: string;
  /** Called for every request after signing; the one way to the network. */
  fetch: (url: string, method?: string, headers?: unknown, body?: unknown) => Promise<unknown>;
  /** Gets every answer first; what it returns is parsed as JSON. */
  onRestResponse: (...answer: RestAnswer) => string;
  /** Gets every answer after `onRestResponse`, with its JSON (undefined where it is none). */
  handleErrors: (...answer: [...RestAnswer, response: unknown]) => void;
  hmac: (request: Uint8Array, secret: Uint8Array) => string;
  /** Stamp of signed requests. */
  nonce: () => number;
  /** Loads the HTTP client, which the first request would otherwise wait for. */
  readonly loadFetchImplementation: () => Promise<unknown>;
  /** Looks for modules of proxies; the first request waits for that, whether there is a proxy or not. */
  readonly loadProxyModules: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

export interface ExchangeSettings {
  readonly apiKey: string;
  readonly secret: string;
  readonly timeout: number;
  readonly enableRateLimit: false;
  readonly quoteJsonNumbers: false;
  readonly options: Readonly<Record<string, unknown>>;
}
