import { z } from "zod";
import { CAP, NEUTRAL, setting } from "../lib/setting.js";
import { fundSettingsSchema } from "./fund/settings.schema.js";

const accountId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,15}$/)
  .describe("Account id: lower-case letters, digits and underscores, at most 16 characters.");

const share = (most: number, unit: "fraction" | "multiple", meaning: string) =>
  z
    .number()
    .gt(0)
    .max(most)
    .exactOptional()
    .describe(meaning)
    .meta(setting({ ...CAP, unit, usual: [0.001, most] }));

/** Named as in risk_limits.global; the tighter of the two holds. */
const accountLimitsSchema = z.strictObject({
  max_trade_nav_pct: share(1, "fraction", "R04: largest notional of one order, share of the account's NAV."),
  max_symbol_exposure_pct: share(1, "fraction", "R08: largest exposure of one symbol, share of the account's NAV."),
  max_gross_exposure_pct: share(125, "multiple", "R09: largest sum of |notional|, multiple of the account's NAV."),
  max_net_exposure_pct: share(125, "multiple", "R09: largest |sum of signed notional|, multiple of the account's NAV."),
  max_leverage: share(125, "multiple", "R05: largest gross exposure, multiple of the account's NAV."),
  max_concurrent_positions: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .exactOptional()
    .describe("R13: symbols with a position or an entry in flight in this account.")
    .meta(setting({ ...CAP, unit: "count", usual: [0, 100] })),
  daily_loss_limit_pct: share(1, "fraction", "R10: loss of the account since the day's start that ends opening there."),
  max_nav_drawdown_pct: share(
    1,
    "fraction",
    "R11: fall of the account from its highest NAV below which it opens nothing.",
  ),
});

const accountSchema = z.strictObject({
  id: accountId,
  title: z.string().min(1).max(60).describe("Name on screens."),
  venue: z
    .string()
    .min(1)
    .describe("Key of venues.json.")
    .meta(setting({ ...NEUTRAL, delicate: true })),
  paper_share: z
    .number()
    .gt(0)
    .max(1)
    .exactOptional()
    .describe(
      "Share of runtime.paper.start_nav_usdt that the account starts with where its venue is simulated. Accounts that trade and name none divide equally what the others leave.",
    )
    .meta(setting({ ...NEUTRAL, unit: "fraction", usual: [0.05, 1] })),
  state: z
    .enum(["active", "reducing"])
    .exactOptional()
    .describe("reducing: the account opens nothing, and what it holds goes by its exits; left out: active.")
    .meta(setting({ loosens: ["reducing", "active"], absent: "unlimited" })),
  limits: accountLimitsSchema
    .exactOptional()
    .describe("Tighter limits of this account, as shares of its own NAV; left out: those of risk_limits.json alone."),
});

const routeSchema = z.strictObject({
  strategies: z.array(z.string().min(1)).default([]).describe("Strategy ids of strategy_registry.json; empty for all."),
  symbols: z.array(z.string().min(1)).default([]).describe("Symbols; empty for all."),
  account: accountId,
  standby: z
    .array(accountId)
    .min(1)
    .exactOptional()
    .describe(
      "Accounts that take new risk instead, in this order, while the venue of the account can't; what is held stays where it is.",
    ),
});

/** By what the switchboard chooses among the accounts of a route. */
const switchboardSchema = z.strictObject({
  prefer: z
    .enum(["order", "cost"])
    .default("order")
    .describe("order: the first account of a route that can take new risk. cost: the cheapest that can.")
    .meta(setting({ ...NEUTRAL, delicate: true })),
  min_saving_bps: z
    .number()
    .min(0)
    .max(100)
    .default(1)
    .describe("With prefer cost: what another venue must save of fee and slippage, in basis points.")
    .meta(setting({ ...NEUTRAL, unit: "bps" })),
  rejoin_after_seconds: z
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(900)
    .describe("New risk returns to a venue this long after its last circuit has closed.")
    .meta(setting({ ...NEUTRAL, unit: "seconds" })),
});

/** accounts.json: who trades what on whose books. Routes are read in order, the first that fits decides, else the default. */
export const accountsPolicySchema = z.strictObject({
  accounts: z
    .array(accountSchema)
    .min(1)
    .describe("Accounts at venues; keys come from the environment, never from here.")
    .meta(setting(NEUTRAL)),
  routes: z
    .array(routeSchema)
    .default([])
    .describe("Rules in order; the first that fits decides.")
    .meta(setting({ ...NEUTRAL, delicate: true })),
  default: accountId.describe("Account of everything no route names.").meta(setting({ ...NEUTRAL, delicate: true })),
  default_standby: z
    .array(accountId)
    .min(1)
    .exactOptional()
    .describe("Accounts that take new risk of everything no route names, while the venue of the default one can't.")
    .meta(setting({ ...NEUTRAL, delicate: true })),
  switchboard: switchboardSchema
    .exactOptional()
    .describe("How one of several accounts of a route is chosen; left out: the defaults.")
    .meta(setting(NEUTRAL)),
  fund: fundSettingsSchema
    .exactOptional()
    .describe("Terms of the fund whose books these are; left out: the defaults.")
    .meta(setting(NEUTRAL)),
});

/** The choice of a configuration that says nothing of it. */
export const DEFAULT_SWITCHBOARD: z.infer<typeof switchboardSchema> = switchboardSchema.parse({});

export type AccountsPolicy = z.infer<typeof accountsPolicySchema>;
