import { candleInterval } from "./candle-intervals.js";
import type { CandleInterval } from "./candle-intervals.js";

/** The two kinds of market data, each on a route of its own (WebSocket change notice, 2026-04-23). */
export type DataRoute = "public" | "market";

interface TopicBase {
  /** The name as it was subscribed to. */
  readonly stream: string;
  readonly route: DataRoute;
}

interface OfSymbol extends TopicBase {
  readonly symbol: string;
}

/** `symbol` null: all symbols. `everyMs` is wall time. */
export type StreamTopic =
  | (OfSymbol & { readonly kind: "depth"; readonly everyMs: number })
  | (OfSymbol & { readonly kind: "partial_depth"; readonly levels: number; readonly everyMs: number })
  | (OfSymbol & { readonly kind: "trades" })
  | (OfSymbol & { readonly kind: "kline"; readonly interval: CandleInterval; readonly continuous: boolean })
  | (TopicBase & { readonly kind: "mark"; readonly symbol: string | null; readonly everyMs: number })
  | (TopicBase & {
      readonly kind: "book_ticker" | "mini_ticker" | "ticker" | "liquidation";
      readonly symbol: string | null;
    })
  | (TopicBase & { readonly kind: "contract_info" })
  /** Accepted, as everything is, and never heard of: unknown names, and `@trade`, which the venue silenced. */
  | (TopicBase & { readonly kind: "silent" });

const OF_ALL: Readonly<Record<string, (stream: string) => StreamTopic>> = {
  "!bookTicker": (stream) => ({ stream, route: "public", kind: "book_ticker", symbol: null }),
  "!miniTicker@arr": (stream) => ({ stream, route: "market", kind: "mini_ticker", symbol: null }),
  "!ticker@arr": (stream) => ({ stream, route: "market", kind: "ticker", symbol: null }),
  "!markPrice@arr": (stream) => ({ stream, route: "market", kind: "mark", symbol: null, everyMs: 3_000 }),
  "!markPrice@arr@1s": (stream) => ({ stream, route: "market", kind: "mark", symbol: null, everyMs: 1_000 }),
  "!forceOrder@arr": (stream) => ({ stream, route: "market", kind: "liquidation", symbol: null }),
  "!contractInfo": (stream) => ({ stream, route: "market", kind: "contract_info" }),
};

/** What a stream name asks for. Symbols are lower-case on the wire. */
export function parseStream(stream: string): StreamTopic {
  const all = OF_ALL[stream];
  if (all !== undefined) return all(stream);
  const at = stream.indexOf("@");
  const [name, rest] = [stream.slice(0, Math.max(0, at)), stream.slice(at + 1)];
  const isLower = name !== "" && name === name.toLowerCase();
  return (isLower ? ofSymbol(stream, name.toUpperCase(), rest) : null) ?? { stream, route: "market", kind: "silent" };
}

function ofSymbol(stream: string, symbol: string, rest: string): StreamTopic | null {
  const [channel = "", ...options] = rest.split("@");
  const market = { stream, symbol, route: "market" } as const;
  switch (channel) {
    case "bookTicker":
      return { stream, symbol, route: "public", kind: "book_ticker" };
    case "aggTrade":
      return { ...market, kind: "trades" };
    case "markPrice":
      return { ...market, kind: "mark", everyMs: options[0] === "1s" ? 1_000 : 3_000 };
    case "miniTicker":
      return { ...market, kind: "mini_ticker" };
    case "ticker":
      return { ...market, kind: "ticker" };
    case "forceOrder":
      return { ...market, kind: "liquidation" };
    default:
      return klineTopic(stream, symbol, channel) ?? depthTopic(stream, symbol, [channel, options[0] ?? ""]);
  }
}

function klineTopic(stream: string, symbol: string, channel: string): StreamTopic | null {
  const [, kind, name = ""] = /^(kline|continuousKline)_(\w+)$/.exec(channel) ?? [];
  const interval = candleInterval(name);
  if (interval === null) return null;
  const topic = { stream, route: "market", kind: "kline", interval } as const;
  if (kind === "kline") return { ...topic, symbol, continuous: false };
  const pair = /^(.+)_PERPETUAL$/.exec(symbol)?.[1];
  return pair === undefined ? null : { ...topic, symbol: pair, continuous: true };
}

function depthTopic(stream: string, symbol: string, [channel, speed]: readonly [string, string]): StreamTopic | null {
  const [, kind, levels = ""] = /^(depth|rpiDepth)(5|10|20)?$/.exec(channel) ?? [];
  if (kind === undefined) return null;
  // Unnamed is 250 ms (streams page, 2026-04); 0 ms is what the recording was taken with.
  const everyMs = /^\d+ms$/.test(speed) ? Math.max(100, Number.parseInt(speed, 10)) : 250;
  const base = { stream, symbol, route: "public", everyMs } as const;
  return levels === "" ? { ...base, kind: "depth" } : { ...base, kind: "partial_depth", levels: Number(levels) };
}
