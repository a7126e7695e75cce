import type { Instrument } from "../../domain/instrument.js";
import { toNumber, ZERO } from "../../lib/decimal.js";
import { err, ok } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { DeribitClient } from "./client.js";
import type { Contracts, Perpetual } from "./contracts.js";
import { type Answered, ask } from "./gateway-reads.js";
import { listingsSchema, tickerSchema } from "./parse-instruments.js";

/** Wide: where the venue tells no limits, it is the one who refuses. */
const NO_LIMIT = { up: 10, down: 0 };
/** Funding accrues all the time and is paid once a day, with the settlement. */
const FUNDING_HOURS = 24;
/** The venue has no tiers: what a position needs rises with its size, by a formula that it tells nowhere in data. */
const WITHOUT_END_USD = 1e12;

export const unlisted = (symbol: string): VenueRefusal => ({
  code: 13_020,
  reason: `13020 ${symbol} is not listed`,
  reaction: "bug",
  retryAfterMs: null,
});

/** Every perpetual of the venue; the contracts are known from then on. */
export async function readListings(client: DeribitClient, contracts: Contracts): Answered<null> {
  const params = { currency: "any", kind: "future" };
  const answer = await ask(client, { endpoint: "instruments", schema: listingsSchema, params });
  if (!answer.ok) return answer;
  contracts.learn(answer.value);
  return ok(null);
}

/** Rules and price limits; all symbols or none. */
export async function readInstruments(
  client: DeribitClient,
  { symbols, venue, contracts }: { readonly symbols: readonly string[]; venue: string; contracts: Contracts },
): Answered<readonly Instrument[]> {
  const known = await readListings(client, contracts);
  if (!known.ok) return known;
  const instruments: Instrument[] = [];
  for (const symbol of symbols) {
    const contract = contracts.bySymbol(symbol);
    if (contract === null) return err(unlisted(symbol));
    const instrument = await readInstrument(client, contract, venue);
    if (!instrument.ok) return instrument;
    instruments.push(instrument.value);
  }
  return ok(instruments);
}

async function readInstrument(client: DeribitClient, contract: Perpetual, venue: string): Answered<Instrument> {
  const params = { instrument_name: contract.instrument };
  const ticker = await ask(client, { endpoint: "ticker", schema: tickerSchema, params });
  if (!ticker.ok) return ticker;
  const { mark, lowest, highest } = ticker.value;
  const price = toNumber(mark);
  const { maxLeverage } = contract;
  return ok({
    symbol: contract.symbol,
    venue,
    ...contract.rules,
    delistingAtMs: null,
    // This venue has no smallest notional, only a smallest amount.
    minNotional: ZERO,
    percentPriceUp: highest === null ? NO_LIMIT.up : toNumber(highest) / price,
    percentPriceDown: lowest === null ? NO_LIMIT.down : toNumber(lowest) / price,
    fundingIntervalHours: FUNDING_HOURS,
    brackets: [
      {
        notionalFloorUsd: 0,
        notionalCapUsd: WITHOUT_END_USD,
        maxLeverage,
        // "Maintenance margin": half of the initial margin of a small position.
        maintenanceRate: 1 / (2 * maxLeverage),
        deductionUsd: 0,
      },
    ],
  });
}
