import { z } from "zod";
import { setting } from "../../lib/setting.js";

const rate = (text: string, standard: number): z.ZodDefault<z.ZodNumber> =>
  z.number().min(0).max(0.5).default(standard).describe(`${text} (fraction).`);

/** Section `fund` of accounts.json: the terms with which `hedge fund enter open` opens a fund; an open one keeps its own. */
export const fundSettingsSchema = z.strictObject({
  name: z.string().min(1).max(60).default("Fund").describe("Name on screens and statements."),
  issue_price_usd: z
    .number()
    .gt(0)
    .max(1e6)
    .default(1)
    .describe("NAV per unit on the first day (USD).")
    .meta(setting({ unit: "usd" })),
  management_fee_pct: rate("A year, of the NAV, by days over 365", 0.02).meta(setting({ unit: "fraction" })),
  performance_fee_pct: rate("Of what a series has above its high-water mark", 0.2).meta(setting({ unit: "fraction" })),
  max_nav_age_seconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(3_600)
    .describe("Nobody deals at a NAV that is older (seconds).")
    .meta(setting({ unit: "seconds" })),
});

export type FundSettings = z.infer<typeof fundSettingsSchema>;
