import type { Config } from "../../config/config-files.js";
import type { InstrumentSettings, VenueSettings } from "../../config/venues.js";
import type { Instrument } from "../../domain/instrument.js";
import type { OrderCounts } from "../../domain/order-budget.js";
import { present } from "../../lib/invariant.js";
import { isoUtc } from "../../lib/time.js";
import { liveRouterPolicy } from "../../routing/policy.js";

export interface MergedConfig {
  readonly config: Config;
  /** What the venue has otherwise than venues.json, a sentence each. */
  readonly notes: readonly string[];
}

interface VenueRulesTold {
  readonly instruments: readonly Instrument[];
  /** Per wall time; null where the venue has told none. */
  readonly orderLimits: OrderCounts | null;
  readonly speed: number;
}

/**
 * The configuration with the venue's own filters, margin tiers, fees and limits of orders in place of the shipped ones,
 * the pace of its clock, and the router's policy for venues that are real. It goes into the journal as a whole, so that a replay needs no venue.
 */
export function withVenueRules(
  config: Config,
  venue: string,
  { instruments, orderLimits, speed }: VenueRulesTold,
): MergedConfig {
  const shipped = present(config.venues[venue], `venue ${venue} of venues.json`);
  const notes: string[] = [];
  const merged: Record<string, InstrumentSettings> = { ...shipped.instruments };
  for (const instrument of instruments) {
    const before = shipped.instruments[instrument.symbol];
    const after = settingsOf(instrument, before);
    merged[instrument.symbol] = after;
    notes.push(...differences(instrument.symbol, before, after));
  }
  const fees = feesOf(instruments, shipped);
  if (fees.maker_fee_bps !== shipped.fees.maker_fee_bps || fees.taker_fee_bps !== shipped.fees.taker_fee_bps) {
    notes.push(`fees of the account: maker ${String(fees.maker_fee_bps)} bps, taker ${String(fees.taker_fee_bps)} bps`);
  }
  const told = orderLimits === null ? {} : { order_limits: limitSettings(orderLimits) };
  const venues = { ...config.venues, [venue]: { ...shipped, ...told, fees, instruments: merged } };
  const runtime = { ...config.runtime, live: { ...config.runtime.live, time_scale: paceOf(speed) } };
  return { config: withLivePolicies({ ...config, venues, runtime }), notes };
}

/** Orders at a venue that is not recorded data go by its own policy of the router: after a reload as from the start. */
export function withLivePolicies(config: Config): Config {
  return { ...config, router_policy: liveRouterPolicy(config.router_policy) };
}

function settingsOf(instrument: Instrument, before: InstrumentSettings | undefined): InstrumentSettings {
  return {
    base_asset: instrument.baseAsset,
    quote_asset: instrument.quoteAsset,
    status: instrument.status,
    delisting_at: instrument.delistingAtMs === null ? null : isoUtc(instrument.delistingAtMs),
    liquidation_fee_rate: instrument.liquidationFeeRate,
    funding_interval_hours: before?.funding_interval_hours ?? instrument.fundingIntervalHours,
    filters: {
      origin: "the venue, at the start of the session",
      tick_size: instrument.tickSize,
      step_size: instrument.stepSize,
      min_qty: instrument.minQty,
      max_qty: instrument.maxQty,
      market_max_qty: instrument.marketMaxQty,
      min_notional: instrument.minNotional,
      percent_price_up: instrument.percentPriceUp,
      percent_price_down: instrument.percentPriceDown,
    },
    brackets: instrument.brackets.map(({ notionalCapUsd, maxLeverage, maintenanceRate }) => ({
      notional_cap_usd: notionalCapUsd,
      max_leverage: maxLeverage,
      maintenance_rate: maintenanceRate,
    })),
  };
}

function limitSettings({ tenSeconds, minute }: OrderCounts): NonNullable<VenueSettings["order_limits"]> {
  return { orders_10s: tenSeconds, orders_1m: minute };
}

function feesOf(instruments: readonly Instrument[], { fees }: VenueSettings): VenueSettings["fees"] {
  const [first] = instruments;
  if (first === undefined) return fees;
  // Rates are tenths of a basis point: what is below is float noise.
  const bps = (rate: number): number => Math.round(rate * 1e7) / 1e3;
  return { maker_fee_bps: bps(first.makerFeeRate), taker_fee_bps: bps(first.takerFeeRate) };
}

const TOLD = ["tick_size", "step_size", "min_qty", "min_notional"] as const;

function differences(symbol: string, before: InstrumentSettings | undefined, after: InstrumentSettings): string[] {
  if (before === undefined) return [`${symbol} is not in venues.json: the venue's figures are used`];
  const notes = TOLD.filter((name) => Number(before.filters[name]) !== Number(after.filters[name])).map(
    (name) => `${name} of ${symbol} is ${after.filters[name]} at the venue, ${before.filters[name]} in venues.json`,
  );
  return before.status === after.status ? notes : [...notes, `${symbol} is ${after.status} at the venue`];
}

/** Two digits: what is measured differs a little each time, and another figure would be another configuration. */
function paceOf(speed: number): number {
  return Math.max(1, Number(speed.toPrecision(2)));
}
