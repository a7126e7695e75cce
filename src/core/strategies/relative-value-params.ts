import { z } from "zod";
import { setting, UP } from "../lib/setting.js";

const symbol = z.string().regex(/^[A-Z0-9-]{2,32}$/);

/** Kindred markets of the shipped universe, named before any result was seen; no market in two pairs. */
const SHIPPED_PAIRS: [string, string][] = [
  ["ETHUSDT", "BTCUSDT"],
  ["ADAUSDT", "DOTUSDT"],
  ["LTCUSDT", "XRPUSDT"],
  ["LINKUSDT", "ATOMUSDT"],
  ["SOLUSDT", "BNBUSDT"],
];

export const relativeValueParamsSchema = z
  .strictObject({
    pairs: z
      .array(z.tuple([symbol, symbol]))
      .min(1)
      .max(50)
      .default(SHIPPED_PAIRS)
      .describe("Pairs [y, x]; ln y is regressed on ln x."),
    lookback: z.int().min(30).max(500).default(90).describe("Days of the regression."),
    max_p_value: z.number().gt(0).max(1).default(0.05).describe("Largest p of Engle and Granger's test at entry."),
    min_beta: z.number().gt(0).max(100).default(0.2).describe("Smallest hedge ratio at entry."),
    max_beta: z.number().gt(0).max(100).default(5).describe("Largest hedge ratio at entry."),
    entry_z: z.number().gt(0).max(20).default(2).describe("|z| from which a pair is opened."),
    exit_z: z.number().min(0).max(20).default(0.5).describe("|z| at which it is closed."),
    stop_z: z
      .number()
      .gt(0)
      .max(50)
      .default(4)
      .describe("|z| at which it is stopped; none is opened beyond.")
      .meta(setting(UP)),
    max_half_lives: z.number().gt(0).max(100).default(3).describe("Half-lives of the spread after which it is closed."),
    hedge_timeout_seconds: z
      .number()
      .gt(0)
      .max(600)
      .default(10)
      .describe("Time after the first fill by which both legs must be held; then what is held is closed.")
      .meta(setting({ unit: "seconds", ...UP })),
    atr_period: z.int().min(2).max(100).default(14).describe("Days of the mean true range, unit of the disaster stop."),
  })
  .superRefine(({ pairs, entry_z, exit_z, stop_z, min_beta, max_beta }, context) => {
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    pairs.forEach(([y, x], index) => {
      if (y === x) issue(["pairs", index], `pairs ${y} with itself`);
      const twice = pairs.findIndex((other) => other.includes(y) && other.includes(x)) < index;
      if (twice) issue(["pairs", index], `${y} and ${x} are paired twice`);
    });
    if (!(exit_z < entry_z)) issue(["exit_z"], `must be below entry_z (${String(entry_z)})`);
    if (!(entry_z < stop_z)) issue(["stop_z"], `must be above entry_z (${String(entry_z)})`);
    if (!(min_beta <= max_beta)) issue(["min_beta"], `must not be above max_beta (${String(max_beta)})`);
  });
export type RelativeValueParams = z.infer<typeof relativeValueParamsSchema>;
