import { z } from "zod";
import { NEUTRAL, setting } from "../lib/setting.js";

const API = /^(?:https:\/\/[^/@?#]+|http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?)$/;

const seconds = (text: string, standard: number): z.ZodDefault<z.ZodNumber> =>
  z.number().min(1).max(2_678_400).default(standard).describe(`${text} (seconds).`);

/** Section `oracles` of runtime.json: who tells rates between currencies. Nobody is asked in paper sessions. */
export const oracleSettingsSchema = z.strictObject({
  sources: z
    .array(
      z.strictObject({
        source: z
          .enum(["coingecko", "luno"])
          .describe("coingecko: USD→ZAR and USDT/USD. luno: USD→ZAR by way of USDT."),
        api: z.string().regex(API).exactOptional().describe("Scheme and host, where it is not the source's own."),
      }),
    )
    .min(1)
    .default([{ source: "coingecko" }, { source: "luno" }])
    .describe("Sources in the order in which they are asked; the next one where one is silent or old.")
    .meta(setting(NEUTRAL)),
  fresh_seconds: seconds("Up to this age a rate counts as of now", 900).meta(setting({ unit: "seconds" })),
  max_age_seconds: seconds("From this age on there is no rate, and no figure in the other currency", 86_400).meta(
    setting({ unit: "seconds" }),
  ),
  max_jump_pct: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe("An answer further from the last rate than this is not believed (fraction).")
    .meta(setting({ unit: "fraction" })),
});

export type OracleSettings = z.infer<typeof oracleSettingsSchema>;
