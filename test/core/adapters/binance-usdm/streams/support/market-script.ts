import type { LoopbackVenue, RestAnswer } from "./loopback-venue.js";

export const MINUTE = 60_000;
export const START = 1_800_000_000_000;

const price = (value: number): string => value.toFixed(2);

export interface Minute {
  readonly open: number;
  readonly volume: number;
}

/** A market of one-minute candles that a test lets pass, over REST and streams. */
export class MarketScript {
  nowMs = START + 30_000;
  /** Opening times that the venue has no candle of. */
  readonly holes = new Set<number>();
  restFails = false;
  /** True: candles come up to the running one, whatever the question says. */
  ignoresEnd = false;
  markKlinesFail = false;
  depth: () => RestAnswer = () => ({
    body: { lastUpdateId: 100, T: this.nowMs, bids: [["99.0", "1"]], asks: [["101.0", "1"]] },
  });

  constructor(readonly venue: LoopbackVenue) {
    venue.rest = ({ path, query }) => this.#rest(path, query);
  }

  /** Figures that depend on the minute alone, so that stream and REST agree. */
  static minute(openTimeMs: number): Minute {
    const number = (openTimeMs - START) / MINUTE;
    return { open: 100 + number, volume: 10 + number };
  }

  /** What a feed must tell of a minute. */
  static row(symbol: string, openTimeMs: number): readonly unknown[] {
    const { open, volume } = MarketScript.minute(openTimeMs);
    return [symbol, open, open + 2, open - 2, open + 1, volume, open + 0.5, open + 2.5, open - 1.5, open + 1.5];
  }

  klineFrame(symbol: string, openTimeMs: number, isClosed: boolean): unknown {
    const { open, volume } = MarketScript.minute(openTimeMs);
    const k = {
      t: openTimeMs,
      T: openTimeMs + MINUTE - 1,
      s: symbol,
      i: "1m",
      o: price(open),
      h: price(open + 2),
      l: price(open - 2),
      c: price(open + 1),
      v: price(volume),
      x: isClosed,
    };
    return { e: "kline", E: this.nowMs, s: symbol, k };
  }

  markFrame(symbol: string, mark: number, atMs = this.nowMs): unknown {
    return {
      e: "markPriceUpdate",
      E: atMs,
      s: symbol,
      p: price(mark),
      i: price(mark - 1),
      r: "0.0001",
      T: START + 8 * 60 * MINUTE,
    };
  }

  /** Lets the running minute end; the stream says so unless told otherwise. */
  closeMinute(symbol: string, onStream = true): number {
    const openTimeMs = Math.floor(this.nowMs / MINUTE) * MINUTE;
    this.nowMs = openTimeMs + MINUTE + 100;
    if (onStream) this.venue.push(`${symbol.toLowerCase()}@kline_1m`, this.klineFrame(symbol, openTimeMs, true));
    return openTimeMs;
  }

  #rest(path: string, query: URLSearchParams): RestAnswer {
    if (this.restFails)
      return {
        status: 503,
        body: { code: -1001, msg: "Internal error; unable to process your request. Please try again." },
      };
    const symbol = query.get("symbol") ?? "";
    switch (path) {
      case "/fapi/v1/klines":
        return { body: this.#rows(query, 0) };
      case "/fapi/v1/markPriceKlines":
        return this.markKlinesFail ? { status: 500, body: {} } : { body: this.#rows(query, 0.5) };
      case "/fapi/v1/depth":
        return this.depth();
      case "/fapi/v1/premiumIndex": {
        const mark = { markPrice: "123.40", indexPrice: "123.30", lastFundingRate: "0.0002", nextFundingTime: START };
        return { body: { symbol, time: this.nowMs, ...mark } };
      }
      default:
        return { status: 404, body: { code: -1, msg: path } };
    }
  }

  #rows(query: URLSearchParams, shift: number): readonly unknown[] {
    const from = Math.ceil(Number(query.get("startTime")) / MINUTE) * MINUTE;
    const until = this.ignoresEnd ? this.nowMs : Math.min(Number(query.get("endTime")), this.nowMs);
    const rows: unknown[] = [];
    for (let at = from; at <= until && rows.length < Number(query.get("limit")); at += MINUTE) {
      if (this.holes.has(at)) continue;
      const { open, volume } = MarketScript.minute(at);
      const prices = [open, open + 2, open - 2, open + 1].map((value) => price(value + shift));
      rows.push([at, ...prices, shift === 0 ? price(volume) : "0", at + MINUTE - 1, "0", 1, "0", "0", "0"]);
    }
    return rows;
  }
}
