import { InvariantError } from "../../../lib/invariant.js";
import type { HostGuard } from "../host-guard.js";
import type { UsdmExchangeClass } from "../load-ccxt.js";
import { asProExchange, proMarket, type ProExchange } from "./pro-exchange.js";
import { plainText } from "../../ccxt/wire-fields.js";
import type { LinkListener, MarketLink, MarketSockets, StreamRequest } from "../../ccxt/market-types.js";

const MAX_FRAME_BYTES = 8_388_608;
const KEEP_ALIVE_MS = 15_000;

/**
 * Public streams over ccxt pro. ccxt names the streams, routes them by category, connects, subscribes, pings and tells
 * when a connection is lost; the frames are read before ccxt does. Its own results are not used, for three reasons seen
 * in 4.5.84: `watchOHLCV` drops the flag that says a candle is closed (`k.x`), so a close would only show when the next
 * candle starts to trade; `watchOrderBook` asks for its snapshots by itself (weight 20, past our rate limiter) and tells
 * of a gap only to the next caller; and its caches hold a thousand entries a symbol that nobody reads. It takes 100 to
 * 115 µs for a frame of the recorded BTCUSDT book (56 levels), ours 33 to 70 (two busy cores, 2026-11-22).
 */
export class CcxtMarketSockets implements MarketSockets {
  constructor(
    readonly exchangeClass: UsdmExchangeClass,
    readonly guard: Pick<HostGuard, "attach">,
  ) {}

  open(request: StreamRequest, listener: LinkListener): MarketLink {
    let resolveEnded: (reason: string) => void = () => undefined;
    let reportBug: (error: InvariantError) => void = () => undefined;
    const ended = new Promise<string>((resolve, reject) => {
      resolveEnded = resolve;
      reportBug = reject;
    });
    let isEnded = false;
    const exchange = this.#exchangeFor(request.symbols);
    const end = (reason: string): void => {
      if (isEnded) return;
      isEnded = true;
      resolveEnded(reason);
      terminate(exchange);
    };
    exchange.onConnected = () => (isEnded ? terminate(exchange) : listener.onOpen());
    exchange.handleMessage = (_client, message) => {
      if (isEnded) return;
      const complaint = complaintOf(message);
      if (complaint === null) listener.onMessage(message);
      else end(complaint);
    };
    subscribe(exchange, request).then(
      () => end("ccxt took a frame for itself"),
      (error: unknown) => {
        // A host that the guard refuses is no trouble of the network.
        if (error instanceof InvariantError) reportBug(error);
        end(plainText(error instanceof Error ? error.message : String(error)));
      },
    );
    return { ended, end };
  }

  #exchangeFor(symbols: readonly string[]): ProExchange {
    const plain = new this.exchangeClass({
      apiKey: "",
      secret: "",
      timeout: 10_000,
      enableRateLimit: false,
      quoteJsonNumbers: false,
      options: {
        fetchCurrencies: false,
        fetchMargins: false,
        // Silent since the split of 2026-04, `aggTrade` is not.
        watchTradesForSymbols: { name: "aggTrade" },
        // Waiting is ours (BackOff); a dead connection shows after two pongs that don't come.
        ws: {
          cost: 1,
          keepAlive: KEEP_ALIVE_MS,
          backoff: { base: 0, max: 0 },
          options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false },
        },
      },
    });
    this.guard.attach(plain);
    const exchange = asProExchange(plain);
    // ccxt writes frames that it can't read to the console.
    exchange.log = () => undefined;
    exchange.setMarkets(symbols.map(proMarket));
    return exchange;
  }
}

async function subscribe(exchange: ProExchange, { kind, symbols, interval }: StreamRequest): Promise<unknown> {
  // Plain `ws:` addresses need it (loopback); others don't mind.
  await exchange.loadHttpProxyAgent();
  switch (kind) {
    case "bars":
      return exchange.watchOHLCVForSymbols(symbols.map((symbol) => [symbol, interval]));
    case "marks":
      return exchange.watchMarkPrices(symbols, { use1sFreq: true });
    case "trades":
      return exchange.watchTradesForSymbols(symbols);
    case "book":
      return exchange.watchOrderBookForSymbols(symbols);
  }
}

/** At once: a polite goodbye on a dead connection would last half a minute. */
function terminate(exchange: ProExchange): void {
  for (const client of Object.values(exchange.clients ?? {})) client.connection?.terminate?.();
}

function complaintOf(message: unknown): string | null {
  if (typeof message !== "object" || message === null) return "a frame is no JSON";
  if ("e" in message || !("error" in message)) return null;
  return plainText(`the venue refused: ${JSON.stringify(message.error)}`);
}
