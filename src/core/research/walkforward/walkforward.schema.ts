import { z } from "zod";

const instant = z.string().describe("UTC, ISO 8601");
const count = z.number().int().min(0);
const unknownable = z.number().nullable();
const bars = count.describe("bars of the session");
const windowOf = (what: string): z.ZodType<{ from: string; to: string; bars: number }> =>
  z.strictObject({ from: instant, to: instant, bars }).describe(what);

const metrics = z.strictObject({
  totalReturn: unknownable,
  cagr: unknownable,
  sharpe: unknownable,
  sortino: unknownable,
  calmar: unknownable,
  maxDrawdown: unknownable,
  volatility: unknownable,
  trades: count,
  winRate: unknownable,
  profitFactor: unknownable,
  turnover: unknownable,
  exposure: unknownable,
  fees: z.string(),
  funding: z.string(),
});

const fold = z.strictObject({
  train: windowOf("where the parameters were chosen"),
  test: windowOf("where they were tried; alone of these bars is reported"),
  params: z.record(z.string(), z.number()).describe("best on train"),
  trained: unknownable.describe("the metric of that row on train"),
  tested: z.strictObject({ totalReturn: unknownable, sharpe: unknownable, maxDrawdown: unknownable, trades: count }),
});

/** `hedge.walkforward/1`: what `backtest walkforward --json` prints and `walkforward.json` keeps. */
export const walkForwardSchema = z.strictObject({
  schema: z.literal("hedge.walkforward/1"),
  mode: z.null(),
  id: z.string(),
  inputsHash: z.string().describe("over code, configuration, data, combinations and windows"),
  strategy: z.string(),
  symbols: z.array(z.string()),
  metric: z.string().describe("what rows are ranked by on train"),
  combinations: count,
  windows: z.strictObject({
    mode: z.enum(["anchored", "rolling"]),
    trainBars: bars.describe("of the first fold"),
    testBars: bars,
    purgeBars: bars.describe("left out between train and test"),
  }),
  from: instant.describe("start of the first test"),
  to: instant.describe("end of the last test"),
  bars: count.describe("bars of all symbols in the tests"),
  folds: z.array(fold).min(1),
  metrics: metrics.describe("out of sample: the tests one after the other"),
  efficiency: unknownable.describe("the metric out of sample over its mean on train; null where that is not above 0"),
  trials: z.strictObject({
    run: count.describe("combinations times folds"),
    effective: z.number().describe("those that differ"),
    earlier: count.describe("of earlier runs of the same strategy and universe"),
  }),
  flags: z.array(z.string()),
  files: z.strictObject({ run: z.string(), equity: z.string(), trades: z.string(), report: z.string() }),
});
export type WalkForwardDocument = z.infer<typeof walkForwardSchema>;

/** The schema of the document, a JSON Schema document, ending in a line break. */
export function renderWalkForwardSchema(): string {
  const schema = z.toJSONSchema(walkForwardSchema, { io: "output" });
  return `${JSON.stringify({ ...schema, title: "hedge.walkforward/1" }, null, 2)}\n`;
}
