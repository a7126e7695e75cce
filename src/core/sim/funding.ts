import { decFromNumber, mulDec, negDec, roundDec, addDec, signDec } from "../lib/decimal.js";
import type { SimContext } from "./context.js";
import { marketOf } from "./context.js";
import { MONEY_PLACES } from "./fills.js";

/** Funding of one symbol at its own timestamp. */
export interface FundingStamp {
  readonly symbol: string;
  readonly atMs: number;
  /** Null where no series exists for this stamp: the policy's assumption stands in. */
  readonly rate: number | null;
  /** Mark of the funding record, else open of the mark bar that starts now; null falls back to the last close. */
  readonly markPrice: number | null;
}

/** Settles −quantity × mark × rate on every account that holds the symbol. */
export function settleFunding(context: SimContext, stamp: FundingStamp): void {
  const { state, policy } = context;
  const mark = stamp.markPrice ?? marketOf(context, stamp.symbol).mark ?? lastClose(context, stamp);
  if (mark === null) return;
  for (const account of Object.values(state.accounts)) {
    const holding = account.positions[stamp.symbol]?.holding;
    if (holding === undefined) continue;
    const assumed = stamp.rate === null;
    const rate = stamp.rate ?? (signDec(holding.qty) > 0 ? policy.assumed_funding_rate : 0);
    const markPrice = decFromNumber(mark);
    const exactAmount = mulDec(mulDec(negDec(holding.qty), markPrice), decFromNumber(rate));
    const amount = roundDec(exactAmount, MONEY_PLACES, "half-even");
    account.wallet = addDec(account.wallet, amount);
    context.out.push({
      type: "funding.settled",
      atMs: stamp.atMs,
      account: account.account,
      symbol: stamp.symbol,
      rate,
      qty: holding.qty,
      markPrice,
      amount,
      assumed,
    });
  }
}

/** At the closing instant the bar's close counts although the close itself is worked off after the funding. */
function lastClose(context: SimContext, { symbol, atMs }: FundingStamp): number | null {
  const market = marketOf(context, symbol);
  const { span } = context.state;
  if (market.bar === null || market.book !== null || span === null) return market.last;
  return atMs >= span.closeMs ? market.bar.close : market.last;
}
