import type { AccountsPolicy } from "../accounts/policy.js";
import type { Instrument, MarginBracket } from "../domain/instrument.js";
import { type Dec, dec, exact, toDec } from "../lib/decimal.js";
import type { InstrumentSettings, Venues, VenueSettings } from "./venues.js";

/**
 * Instruments of all venues by symbol. A symbol that several venues list is the one of `home`, the venue of the default
 * account, or of the first of them where that one lacks it; `instrumentsByAccount` has each account's own.
 */
export function composeInstruments(venues: Venues, home?: string): ReadonlyMap<string, Instrument> {
  const first = home === undefined ? undefined : venues[home];
  const instruments = new Map<string, Instrument>();
  for (const venue of first === undefined ? Object.values(venues) : [first, ...Object.values(venues)]) {
    for (const [symbol, settings] of Object.entries(venue.instruments)) {
      if (!instruments.has(symbol)) instruments.set(symbol, toInstrument(symbol, venue, settings));
    }
  }
  return instruments;
}

/** Venue key of the default account. */
export function homeVenue({ accounts, default: home }: AccountsPolicy): string | undefined {
  return accounts.find(({ id }) => id === home)?.venue;
}

/** What each account's own venue lists, by account; null where all accounts stand at one venue. */
export function instrumentsByAccount(
  venues: Venues,
  { accounts }: Pick<AccountsPolicy, "accounts">,
): ReadonlyMap<string, ReadonlyMap<string, Instrument>> | null {
  const keys = new Set(accounts.map(({ venue }) => venue));
  if (keys.size < 2) return null;
  const listed = new Map<string, ReadonlyMap<string, Instrument>>();
  for (const key of keys) {
    const venue = venues[key];
    if (venue !== undefined) listed.set(key, composeInstruments({ [key]: venue }));
  }
  return new Map(accounts.map(({ id, venue }) => [id, listed.get(venue) ?? new Map<string, Instrument>()]));
}

function toInstrument(symbol: string, venue: VenueSettings, settings: InstrumentSettings): Instrument {
  const { filters } = settings;
  return {
    symbol,
    venue: venue.product,
    baseAsset: settings.base_asset,
    quoteAsset: settings.quote_asset,
    status: settings.status,
    delistingAtMs: settings.delisting_at === null ? null : Date.parse(settings.delisting_at),
    tickSize: shortest(filters.tick_size),
    stepSize: shortest(filters.step_size),
    minQty: shortest(filters.min_qty),
    maxQty: shortest(filters.max_qty),
    marketMaxQty: shortest(filters.market_max_qty),
    minNotional: shortest(filters.min_notional),
    percentPriceUp: filters.percent_price_up,
    percentPriceDown: filters.percent_price_down,
    makerFeeRate: venue.fees.maker_fee_bps / 10_000,
    takerFeeRate: venue.fees.taker_fee_bps / 10_000,
    liquidationFeeRate: settings.liquidation_fee_rate,
    fundingIntervalHours: settings.funding_interval_hours,
    brackets: withDeductions(settings.brackets),
  };
}

/** Venues write 0.10 for 0.1; records hold the shortest form. */
function shortest(text: string): Dec {
  return toDec(exact(dec(text)));
}

/**
 * Adds each tier's floor and deduction, so that margin = notional × rate − deduction is continuous:
 * deduction = floor × (rate − rate before) + deduction before (Binance FAQ on leverage and margin, 2026-09).
 */
function withDeductions(tiers: InstrumentSettings["brackets"]): readonly MarginBracket[] {
  let floorUsd = 0;
  let rateBefore: number | null = null;
  let deductionUsd = 0;
  return tiers.map((tier) => {
    // Rates are exact in thousandths of a percent and floors whole dollars: rounding to cents removes float noise only.
    if (rateBefore !== null) deductionUsd = roundCents(deductionUsd + floorUsd * (tier.maintenance_rate - rateBefore));
    const bracket: MarginBracket = {
      notionalFloorUsd: floorUsd,
      notionalCapUsd: tier.notional_cap_usd,
      maxLeverage: tier.max_leverage,
      maintenanceRate: tier.maintenance_rate,
      deductionUsd,
    };
    floorUsd = tier.notional_cap_usd;
    rateBefore = tier.maintenance_rate;
    return bracket;
  });
}

function roundCents(value: number): number {
  return Math.round(value * 100) / 100;
}
