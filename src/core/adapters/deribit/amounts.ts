import { type Dec, exact, floorToStep, mulDec, roundDec, signDec, subDec, toDec } from "../../lib/decimal.js";
import { invariant } from "../../lib/invariant.js";

/** What an instrument's `amount` counts: US dollars (inverse) or base coin (linear). */
export interface Amounts {
  /** The venue's name, `BTC_USDC-PERPETUAL`. */
  readonly instrument: string;
  readonly isInverse: boolean;
  readonly minAmount: Dec;
  /** Amounts are multiples of it. */
  readonly amountStep: Dec;
}

const COIN_PLACES = 8;

/**
 * Base coin of an amount. Of an inverse contract it depends on the price: 10 USD are 0.0001 BTC at 100,000. Rounded to 8
 * places, half to even, as the venue writes coin.
 */
export function baseOf(amount: Dec, { isInverse }: Pick<Amounts, "isInverse">, price: Dec): Dec {
  if (!isInverse) return amount;
  invariant(signDec(price) > 0, `no base coin of ${amount} USD at a price of ${price}`);
  return roundDec(
    toDec(
      exact(amount)
        .dividedBy(exact(price))
        .toDecimalPlaces(COIN_PLACES + 4),
    ),
    COIN_PLACES,
    "half-even",
  );
}

/** The largest amount on the step that is worth no more than this quantity of base coin at a price. */
export function amountOf(
  qty: Dec,
  { isInverse, amountStep }: Pick<Amounts, "isInverse" | "amountStep">,
  price: Dec,
): Dec {
  return floorToStep(isInverse ? mulDec(qty, price) : qty, amountStep);
}

/**
 * Profit of an amount that was opened at one price and closed at another, long if `amount` is above zero: in coin for an
 * inverse contract, amount × (1 / entry − 1 / exit), in quote currency for a linear one.
 *
 * Source: Deribit, inverse perpetual (support pages, 2026); 8 places, half to even.
 */
export function profitOf(
  amount: Dec,
  { isInverse }: Pick<Amounts, "isInverse">,
  prices: { readonly entry: Dec; readonly exit: Dec },
): Dec {
  const { entry, exit } = prices;
  if (!isInverse) return mulDec(amount, subDec(exit, entry));
  const inverse = exact(amount)
    .times(exact(exit).minus(exact(entry)))
    .dividedBy(exact(entry).times(exact(exit)));
  return roundDec(toDec(inverse.toDecimalPlaces(COIN_PLACES + 4)), COIN_PLACES, "half-even");
}
