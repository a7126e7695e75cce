interface Level {
  readonly 0: number;
  readonly 1: number;
}

type Candle = readonly [openMs: number, open: number, high: number, low: number, close: number, volume: number];

interface Ticker {
  readonly last?: number;
  readonly high?: number;
  readonly low?: number;
  readonly bid?: number;
  readonly markPrice?: number;
}

/** What the tests ask of a ccxt pro client. */
export interface Client {
  urls: { api: Record<string, unknown> };
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(): Promise<Record<string, object>>;
  fetchTime(): Promise<number>;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since?: number,
    limit?: number,
    params?: object,
  ): Promise<readonly Candle[]>;
  fetchFundingRate(symbol: string): Promise<{ readonly markPrice?: number; readonly fundingTimestamp?: number }>;
  fetchFundingRateHistory(symbol: string, since?: number, limit?: number): Promise<readonly object[]>;
  fetchTicker(symbol: string): Promise<Ticker>;
  fetchTrades(symbol: string): Promise<readonly { readonly price: number }[]>;
  fetchOrderBook(
    symbol: string,
    limit?: number,
  ): Promise<{ readonly bids: readonly Level[]; readonly asks: readonly Level[] }>;
  watchOrderBook(
    symbol: string,
    limit?: number,
  ): Promise<{ readonly bids: readonly Level[]; readonly asks: readonly Level[]; readonly nonce: number }>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly Candle[]>;
  watchTicker(symbol: string): Promise<Ticker>;
  watchBidsAsks(symbols: readonly string[]): Promise<Record<string, Ticker>>;
  watchMarkPrice(symbol: string, params?: object): Promise<Ticker>;
  watchTrades(symbol: string): Promise<readonly { readonly price: number }[]>;
  fetchBalance(): Promise<Record<string, { readonly total?: number }>>;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: number,
    price?: number,
    params?: object,
  ): Promise<Order>;
  watchOrders(symbol?: string): Promise<readonly Order[]>;
  fetchPositions(symbols: readonly string[]): Promise<readonly { readonly contracts?: number }[]>;
  close(): Promise<unknown>;
}

interface Order {
  readonly id: string;
  readonly status?: string;
  readonly filled?: number;
  readonly average?: number;
}

interface Addresses {
  readonly url: string;
  readonly wsUrl: string;
  readonly apiKey?: string;
  readonly apiSecret?: string;
}

/** An unmodified client whose every address leads to the local venue. */
export async function openClient({ url, wsUrl, apiKey, apiSecret }: Addresses): Promise<Client> {
  const place = new URL("./src/pro/binanceusdm.js", import.meta.resolve("ccxt")).href;
  const { default: BinanceUsdm } = (await import(place)) as { readonly default: new (options: object) => Client };
  const client = new BinanceUsdm({
    enableRateLimit: false,
    ...(apiKey === undefined ? {} : { apiKey, secret: apiSecret }),
    options: {
      adjustForTimeDifference: true,
      fetchCurrencies: false,
      fetchMargins: false,
      watchTrades: { name: "aggTrade" },
    },
  });
  const { api } = client.urls;
  for (const [name, address] of Object.entries(api)) {
    if (typeof address === "string") api[name] = address.replace(/^https:\/\/[^/]+/, url);
  }
  // Plain sockets need an agent of their own, and "/stream" in an address would mean spot to the client.
  api.ws = { future: `${wsUrl}/ws` };
  await client.loadHttpProxyAgent();
  return client;
}
