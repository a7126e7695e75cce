import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { instant } from "../../cli/flag-values.js";
import { startProgress } from "../../cli/progress.js";
import { sweepScreen } from "../../cli/screens/sweep-screen.js";

export default class BacktestSweep extends BaseCommand {
  static override summary = "All combinations of a strategy's parameters, and whether the best is luck.";
  static override description =
    "Evaluates every combination over recorded markets that share one account, by the strategy's own rules with fees, slippage, " +
    "funding and stops, and without what limits live orders (risk, sizing by volatility, filters). Prints the best rows with the " +
    "deflated Sharpe ratio, the probability of overfitting, the plateau around the best, and the record it would take; every " +
    "trial ever made on the same markets counts. --verify runs the best rows again through the event engine. So far: momentum.";
  static override examples = [
    {
      description: "Two averages on the configured markets",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --grid fast=5:60:5 --grid slow=20:240:20 --top 10",
    },
    {
      description: "One market, the best three run again by the event engine",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --symbols BTCUSDT --grid fast=5:30:1 --grid slow=40:120:4 --verify 3",
    },
    {
      description: "500 draws that spread evenly over four parameters",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --search lhs --samples 500 --grid fast=5:60:1 --grid slow=20:240:1 " +
        "--grid stop_atr=1:6:0.25 --grid entry_strength=0.05:0.6:0.05",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "strategy to sweep", required: true, helpValue: "S" }),
    grid: Flags.string({
      description: "a parameter and its values: k=from:to:step or k=a,b,c; repeatable",
      required: true,
      multiple: true,
      helpValue: "k=…",
    }),
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
    metric: Flags.string({ description: "what the rows are ranked by", default: "sharpe" }),
    top: Flags.integer({ description: "rows to show", min: 1, max: 1_000, default: 20 }),
    workers: Flags.integer({ description: "threads (default: one a processor)", min: 1, max: 256 }),
    verify: Flags.integer({ description: "run so many of the best again by the event engine", min: 0, default: 0 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestSweep);
    const { sweep } = await import("../../core/app/backtest/sweep/sweep-command.js");
    const progress = await startProgress("sweep", this.terminal(process.stderr));
    const { document, notes, directory, exitCode } = await sweep(flags, progress);
    this.print(document, (paper) => sweepScreen(document, { notes, directory }, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
