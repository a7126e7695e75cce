import type { Instrument } from "../../domain/instrument.js";
import { negDec, toNumber, ZERO } from "../../lib/decimal.js";
import { err, ok } from "../../lib/result.js";
import { HOUR_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { OkxClient } from "./client.js";
import type { Contracts } from "./contracts.js";
import { type Answered, ask } from "./gateway-reads.js";
import {
  bracketsOf,
  feeSchema,
  fundingSchema,
  markSchema,
  priceLimitSchema,
  type Swap,
  swapOf,
  swapsSchema,
  tiersSchema,
} from "./parse-instruments.js";

const USUAL_FUNDING_HOURS = 8;
/** Wide: where the venue tells no limits, it is the one who refuses. */
const NO_LIMIT = { up: 10, down: 0 };

const unlisted = (symbol: string): VenueRefusal => ({
  code: 51001,
  reason: `${symbol} is not listed`,
  reaction: "bug",
  retryAfterMs: null,
});

/** Every linear swap of the venue; the contracts are known from then on. */
export async function readSwaps(client: OkxClient, contracts: Contracts): Answered<readonly Swap[]> {
  const params = { instType: "SWAP" };
  const answer = await ask(client, { endpoint: "instruments", schema: swapsSchema, params });
  if (!answer.ok) return answer;
  const swaps = answer.value.flatMap((row) => swapOf(row) ?? []);
  contracts.learn(swaps);
  return ok(swaps);
}

/** Rules, margin tiers, price limits and this account's fees; all symbols or none. */
export async function readInstruments(
  client: OkxClient,
  { symbols, venue, contracts }: { readonly symbols: readonly string[]; venue: string; contracts: Contracts },
): Answered<readonly Instrument[]> {
  const swaps = await readSwaps(client, contracts);
  if (!swaps.ok) return swaps;
  const instruments: Instrument[] = [];
  for (const symbol of symbols) {
    const swap = swaps.value.find((each) => each.symbol === symbol);
    if (swap === undefined) return err(unlisted(symbol));
    const instrument = await readInstrument(client, swap, venue);
    if (!instrument.ok) return instrument;
    instruments.push(instrument.value);
  }
  return ok(instruments);
}

async function readInstrument(client: OkxClient, swap: Swap, venue: string): Answered<Instrument> {
  const { instId, instFamily } = swap;
  const instType = "SWAP";
  const [mark, limit, funding, tiers, fee] = await Promise.all([
    ask(client, { endpoint: "markPrice", schema: markSchema, params: { instType, instId } }),
    ask(client, { endpoint: "priceLimit", schema: priceLimitSchema, params: { instId } }),
    ask(client, { endpoint: "fundingRate", schema: fundingSchema, params: { instId } }),
    ask(client, { endpoint: "positionTiers", schema: tiersSchema, params: { instType, tdMode: "cross", instFamily } }),
    ask(client, { endpoint: "tradeFee", schema: feeSchema, params: { instType, instFamily } }),
  ]);
  if (!mark.ok) return mark;
  if (!limit.ok) return limit;
  if (!funding.ok) return funding;
  if (!tiers.ok) return tiers;
  if (!fee.ok) return fee;
  const price = toNumber(mark.value);
  const { buyLmt, sellLmt } = limit.value;
  const { fundingTime, nextFundingTime } = funding.value;
  const { makerU, takerU } = fee.value;
  const takerFeeRate = takerU === null ? Number.NaN : toNumber(negDec(takerU));
  return ok({
    symbol: swap.symbol,
    venue,
    ...swap.rules,
    // This venue has no smallest notional, only a smallest number of contracts.
    minNotional: ZERO,
    percentPriceUp: buyLmt === null ? NO_LIMIT.up : toNumber(buyLmt) / price,
    percentPriceDown: sellLmt === null ? NO_LIMIT.down : toNumber(sellLmt) / price,
    makerFeeRate: makerU === null ? Number.NaN : toNumber(negDec(makerU)),
    takerFeeRate,
    // A forced close pays the taker's fee; what the venue keeps of the margin beyond it is not told.
    liquidationFeeRate: takerFeeRate,
    fundingIntervalHours:
      fundingTime === null || nextFundingTime === null
        ? USUAL_FUNDING_HOURS
        : Math.max(1, Math.round((nextFundingTime - fundingTime) / HOUR_MS)),
    brackets: bracketsOf(tiers.value, swap, mark.value),
  });
}
