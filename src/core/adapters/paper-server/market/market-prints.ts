import { present } from "../../../lib/invariant.js";
import type { SimVenue } from "../../../sim/venue.js";
import type { MarketDisplay } from "./market-display.js";
import type { MarketListener, ServedMarket } from "./served-market.js";

interface MarketPrintsOptions {
  readonly sim: SimVenue;
  readonly display: MarketDisplay;
  readonly market: Pick<ServedMarket, "instruments" | "isRecorded">;
  readonly listener: () => MarketListener | null;
}

/** Trades that are shown where bars drive the market; a recorded symbol has its own. */
export class MarketPrints {
  constructor(readonly options: MarketPrintsOptions) {}

  /** The last price of each symbol trades. */
  printAll(atMs: number): void {
    for (const symbol of this.#symbols()) {
      const last = this.options.sim.state.markets[symbol]?.last ?? null;
      if (last !== null) this.#print(symbol, last, atMs);
    }
  }

  /** In the middle of a bar its lowest and highest price trade. */
  printRanges(atMs: number): void {
    for (const symbol of this.#symbols()) {
      const bar = this.options.sim.state.markets[symbol]?.bar ?? null;
      if (bar === null) continue;
      this.#print(symbol, bar.low, atMs);
      this.#print(symbol, bar.high, atMs);
    }
  }

  #symbols(): readonly string[] {
    const { market } = this.options;
    return [...market.instruments().keys()].filter((symbol) => !market.isRecorded(symbol));
  }

  #print(symbol: string, price: number, atMs: number): void {
    const { display, market, listener } = this.options;
    const instrument = present(market.instruments().get(symbol), `instrument ${symbol}`);
    listener()?.onTrade(symbol, display.print(instrument, price, atMs));
  }
}
