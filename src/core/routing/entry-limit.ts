import type { SymbolView } from "../domain/market-view.js";
import type { OrderRecord } from "../domain/order.js";
import { compareDec, type Dec, toNumber } from "../lib/decimal.js";
import { err, ok, type Result } from "../lib/result.js";
import { slippageBound } from "./price-limit.js";
import { type Quote, quoteOf } from "./quote.js";

/** What an entry was allowed by its first decision, which holds for everything that follows from it. */
type Decided = Pick<OrderRecord, "decisionPrice" | "maxSlippageBps"> & {
  readonly request: Pick<OrderRecord["request"], "side">;
};

/** Why nothing more of an entry may be sent now. */
export type EntryRefusal = "price_stale" | "slippage_limit";

/** The price limit of an entry on the ticks of now, while the market is known and inside it. */
export function entryLimit(
  { decisionPrice, maxSlippageBps, request: { side } }: Decided,
  view: SymbolView,
  quote: Quote | null = quoteOf(view),
): Result<Dec, EntryRefusal> {
  const price = quote === null ? view.mark : side === "buy" ? quote.ask : quote.bid;
  const known = !view.stale && price > 0 && Number.isFinite(price);
  if (!known) return err("price_stale");
  const bound = slippageBound(side, decisionPrice, maxSlippageBps, view.instrument.tickSize);
  if (bound === null) return err("slippage_limit");
  const within = side === "buy" ? price <= toNumber(bound) : price >= toNumber(bound);
  return within ? ok(bound) : err("slippage_limit");
}

/** Whether a price is no worse for us than a limit. */
export function isInside(side: "buy" | "sell", price: Dec, bound: Dec): boolean {
  return side === "buy" ? compareDec(price, bound) <= 0 : compareDec(price, bound) >= 0;
}
