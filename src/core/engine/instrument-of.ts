import type { Instrument } from "../domain/instrument.js";
import { absDec, type Dec, dec, exact } from "../lib/decimal.js";
import type { EngineContext, EngineState } from "./state.js";

/**
 * A symbol as its venue has it now: as configured, and what the journal says has changed since.
 *
 * account: whose venue it is, where accounts stand at several; the default account's where it is left out.
 */
export function instrumentOf(
  { rules }: Pick<EngineState, "rules">,
  symbol: string,
  { instruments, instrumentsOf }: Pick<EngineContext, "instruments" | "instrumentsOf">,
  account?: string,
): Instrument | undefined {
  const own = account === undefined ? undefined : instrumentsOf?.(account);
  const configured = (own ?? instruments).get(symbol);
  const changed = rules[symbol];
  return configured === undefined || changed === undefined ? configured : { ...configured, ...changed };
}

/** No order of ours is as large: the venue says what it takes. */
const NO_LIMIT = dec("1000000000000000");
const SMALLEST = dec("0.00000001");

/**
 * Enough of a market that no configuration names to close what is held there, as after a trade by hand: what the venue
 * holds lies on its own grid. Margin and fees are NaN. Null where nothing is held.
 */
export function heldInstrument({ portfolio }: Pick<EngineState, "portfolio">, symbol: string): Instrument | null {
  const held = Object.values(portfolio.positions).find((position) => position.symbol === symbol);
  if (held === undefined) return null;
  return {
    symbol,
    venue: "",
    baseAsset: "",
    quoteAsset: "",
    status: "TRADING",
    delistingAtMs: null,
    tickSize: SMALLEST,
    stepSize: lastPlaceOf(absDec(held.qty)),
    minQty: SMALLEST,
    maxQty: NO_LIMIT,
    marketMaxQty: NO_LIMIT,
    minNotional: SMALLEST,
    percentPriceUp: Number.NaN,
    percentPriceDown: Number.NaN,
    makerFeeRate: Number.NaN,
    takerFeeRate: Number.NaN,
    liquidationFeeRate: Number.NaN,
    fundingIntervalHours: Number.NaN,
    brackets: [],
  };
}

/** A unit of the last place that a quantity has: 0.01 of 5.25. */
function lastPlaceOf(qty: Dec): Dec {
  const places = exact(qty).decimalPlaces();
  return dec(places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`);
}
