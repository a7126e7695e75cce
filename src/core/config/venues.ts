import { z } from "zod";
import { parseDec } from "../lib/decimal.js";
import { DOWN, NEUTRAL, setting, UP } from "../lib/setting.js";

const decimalText = (what: string): z.ZodString =>
  z
    .string()
    .regex(/^(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?$/)
    .refine((text) => parseDec(text) !== null && Number(text) > 0, { message: "must be above 0" })
    .describe(what);

const filtersSchema = z.strictObject({
  origin: z.string().min(1).optional().describe("Where these figures come from, if not from origins.filters."),
  tick_size: decimalText("Price step (PRICE_FILTER)."),
  step_size: decimalText("Quantity step (LOT_SIZE)."),
  min_qty: decimalText("Smallest quantity (LOT_SIZE)."),
  max_qty: decimalText("Largest quantity of a limit order (LOT_SIZE)."),
  market_max_qty: decimalText("Largest quantity of a market order (MARKET_LOT_SIZE)."),
  min_notional: decimalText("Smallest notional in quote currency (MIN_NOTIONAL).").meta(
    setting({ unit: "usd", ...DOWN }),
  ),
  percent_price_up: z.number().gt(1).max(10).describe("A limit buy may be at most mark × this (PERCENT_PRICE)."),
  percent_price_down: z.number().gt(0).lt(1).describe("A limit sell must be at least mark × this (PERCENT_PRICE)."),
});

const bracketSchema = z.strictObject({
  notional_cap_usd: z
    .number()
    .gt(0)
    .describe("Upper end of the tier; the lower end is the cap of the tier before.")
    .meta(setting({ unit: "usd", ...NEUTRAL })),
  max_leverage: z
    .number()
    .min(1)
    .max(200)
    .meta(setting({ unit: "leverage", ...UP })),
  maintenance_rate: z
    .number()
    .gt(0)
    .max(1)
    .describe("Maintenance margin as a fraction of notional, on this tier's part.")
    .meta(setting({ unit: "fraction", ...DOWN, usual: [0.002, 1] })),
});

const instrumentSchema = z.strictObject({
  base_asset: z.string().min(1),
  quote_asset: z.string().min(1),
  status: z
    .enum(["TRADING", "RESTRICTED", "DELISTING", "CLOSED"])
    .default("TRADING")
    .meta(setting({ loosens: ["CLOSED", "DELISTING", "RESTRICTED", "TRADING"] })),
  delisting_at: z.iso.datetime().nullable().default(null).describe("Announced end of trading, UTC."),
  liquidation_fee_rate: z
    .number()
    .min(0)
    .max(0.1)
    .describe("Fee of a forced close as a fraction of notional.")
    .meta(setting({ unit: "fraction", ...DOWN, usual: [0.0005, 0.1] })),
  funding_interval_hours: z
    .number()
    .int()
    .min(1)
    .max(24)
    .default(8)
    .meta(setting({ unit: "hours" })),
  filters: filtersSchema,
  brackets: z.array(bracketSchema).min(1).describe("Tiered maintenance margin, smallest tier first."),
});

/** Errors, reports and the journal show addresses: no password may be in one. */
function bareUrl(protocol: RegExp) {
  return z.url({ protocol }).refine(isBare, {
    error: "has a user name or password in it",
    params: { fix: "Write scheme and host alone: the venue's key goes into the environment." },
  });
}

function isBare(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

const endpointSchema = z.strictObject({
  rest: bareUrl(/^https?$/).describe("Base address of the REST API, without a trailing slash."),
  ws: bareUrl(/^wss?$/).describe("Base address of the streams, without a trailing slash."),
});

/** What the venue says of itself; only what a rule of ours counts with has a direction. */
const venueSchema = z
  .strictObject({
    product: z.string().min(1).describe("Name of the market in instruments, records and data paths, `binance-usdm`."),
    prod: endpointSchema.describe("Live venue.").meta(setting({ ...NEUTRAL, delicate: true })),
    testnet: endpointSchema.describe("Demo venue of mode testnet; `hedge paper serve` takes its place in tests."),
    fees: z.strictObject({
      maker_fee_bps: z
        .number()
        .min(-10)
        .max(100)
        .describe("Fee of a resting fill in basis points; negative is a rebate.")
        .meta(setting({ unit: "bps", usual: [0.1, 50] })),
      taker_fee_bps: z
        .number()
        .min(0)
        .max(100)
        .describe("Fee of a crossing fill in basis points.")
        .meta(setting({ unit: "bps", usual: [0.1, 50] })),
    }),
    order_limits: z
      .strictObject({
        orders_10s: z
          .number()
          .int()
          .min(1)
          .meta(setting({ unit: "count", ...UP })),
        orders_1m: z
          .number()
          .int()
          .min(1)
          .meta(setting({ unit: "count", ...UP })),
      })
      .optional()
      .describe(
        "R14: orders the venue takes of one account within 10 s and a minute of wall time. A live session writes the venue's own figures here; left out, nothing is counted.",
      ),
    origins: z
      .strictObject({
        endpoints: z.string().min(1),
        fees: z.string().min(1),
        filters: z.string().min(1),
        brackets: z.string().min(1),
        liquidation_fees: z.string().min(1),
        funding: z.string().min(1),
      })
      .describe(
        "Where each group of figures was taken from and when. Figures age: live sessions read the venue's own.",
      ),
    instruments: z.record(z.string().regex(/^[A-Z0-9]{2,24}$/), instrumentSchema),
  })
  .meta(setting(NEUTRAL));

/** venues.json: endpoints, filters, margin tiers and fees of each venue, by venue key. */
export const venuesSchema = z.record(z.string().regex(/^[a-z][a-z0-9_]{1,20}$/), venueSchema);

export type Venues = z.infer<typeof venuesSchema>;
export type VenueSettings = z.infer<typeof venueSchema>;
export type InstrumentSettings = z.infer<typeof instrumentSchema>;
