import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { instant } from "../../cli/flag-values.js";
import { startProgress } from "../../cli/progress.js";
import { walkForwardScreen } from "../../cli/screens/walkforward-screen.js";

export default class BacktestWalkforward extends BaseCommand {
  static override summary = "Parameters chosen on the past, tried on what follows, again and again.";
  static override description =
    "Cuts the span into folds. On each train every combination is evaluated as in a sweep; the best one alone runs over the test behind " +
    "it, by the event engine, beginning and ending flat. Between them lie max_bars of the strategy, or the mean holding on the first " +
    "train. Only the tests are reported: they are kept as a run that report, compare and montecarlo read. Its trials count in the " +
    "grades of later sweeps.";
  static override examples = [
    {
      description: "Five folds that roll",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --grid fast=5:60:5 --grid slow=20:240:20",
    },
    {
      description: "Eight folds on one market, trains that grow, by Calmar ratio",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --symbols BTCUSDT --grid fast=5:40:5 --grid slow=60:240:20 --folds 8 --mode anchored --metric calmar",
    },
    {
      description: "Share of the Sharpe ratio that was left out of sample",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --grid fast=5,10,20 --grid slow=60,120,240 --json | jq .efficiency",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "strategy to try", required: true, helpValue: "S" }),
    grid: Flags.string({
      description: "a parameter and its values: k=from:to:step or k=a,b,c; repeatable",
      required: true,
      multiple: true,
      helpValue: "K",
    }),
    folds: Flags.integer({ description: "tests, of equal length", min: 1, max: 500, default: 5 }),
    mode: Flags.option({
      description: "trains of one length that move on, or that all begin at the start",
      options: ["anchored", "rolling"] as const,
      default: "rolling" as const,
    })(),
    ratio: Flags.integer({
      description: "bars of the first train for each bar of a test",
      min: 1,
      max: 100,
      default: 3,
    }),
    purge: Flags.integer({
      description: "bars between train and test (default: max_bars, or the mean holding)",
      min: 0,
    }),
    metric: Flags.string({ description: "what rows are ranked by on train", default: "sharpe" }),
    symbols: Flags.string({ description: "only these markets (default: the strategy's own)", helpValue: "A,B" }),
    from: instant({ description: "start (UTC date or instant; default: of the data)" }),
    to: instant({ description: "end (UTC date or instant; default: of the data)" }),
    search: Flags.option({
      description: "which combinations are tried",
      options: ["grid", "random", "lhs", "list"] as const,
      default: "grid" as const,
    })(),
    samples: Flags.integer({ description: "how many a random or lhs search draws", min: 1 }),
    seed: Flags.string({ description: "of a random or lhs search", default: "hedge", helpValue: "TEXT" }),
    workers: Flags.integer({ description: "threads (default: one a processor)", min: 1, max: 256 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestWalkforward);
    const { walkForward } = await import("../../core/app/backtest/walkforward/walkforward-command.js");
    const progress = await startProgress("walk-forward", this.terminal(process.stderr));
    const { document, directory } = await walkForward(flags, progress);
    this.print(document, (paper) => walkForwardScreen(document, directory, paper));
  }
}
