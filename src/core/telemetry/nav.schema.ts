import { z } from "zod";
import { decimalText, instantText, modeName, tally } from "./parts.schema.js";

/** A line of nav.jsonl: the account's value after one decision cycle. */
export const navRow = z.strictObject({
  at: instantText,
  mode: modeName,
  nav: decimalText,
  wallet: decimalText,
  unrealizedPnl: decimalText,
  drawdown: z.number().describe("fraction below the highest NAV so far"),
  flows: decimalText
    .describe("deposits less withdrawals since the session began, USDT; absent while there were none")
    .exactOptional(),
  unprotectedSeconds: z.number().describe("time so far in which some position lacked its working stop"),
});
export type NavRow = z.infer<typeof navRow>;

/** nav_log.json: the newest points only; nav.jsonl has them all. */
export const navLogFile = z.strictObject({
  schema: z.literal("hedge.nav-log/1"),
  mode: modeName,
  at: instantText,
  seq: tally,
  windowPoints: tally,
  items: z.array(navRow),
});
export type NavLogFile = z.infer<typeof navLogFile>;
