import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { instant } from "../../cli/flag-values.js";
import { startProgress } from "../../cli/progress.js";
import { backtestScreen } from "../../cli/screens/backtest-screen.js";

export default class BacktestRun extends BaseCommand {
  static override summary = "One backtest by the live engine, kept with all it takes to make it again.";
  static override description =
    "Runs a strategy through the executor's own pipeline (screener, sizing, every risk rule, router, simulated venue) over " +
    "recorded data in virtual time, and writes equity, trades, vetoes, a report and the inputs to STATE/runs/<id>/. The same " +
    "inputs have the same id and give the same bytes.";
  static override examples = [
    { description: "As configured", command: "<%= config.bin %> <%= command.id %> --strategy momentum" },
    {
      description: "Other parameters on two markets",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --symbols BTCUSDT,ETHUSDT --param fast=10 --param slow=60",
    },
    {
      description: "Two strategies that share one account",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum,vol_target --from 2024-01-01",
    },
    {
      description: "As a sweep evaluates it",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --param fast=10 --param slow=60 --engine kernel",
    },
    {
      description: "The Sharpe ratio alone",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --json | jq .metrics.sharpe",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "strategy, or several with commas", required: true, helpValue: "S" }),
    symbols: Flags.string({ description: "only these markets (default: the strategy's own)", helpValue: "A,B" }),
    from: instant({ description: "start (UTC date or instant; default: of the data)" }),
    to: instant({ description: "end (UTC date or instant; default: of the data)" }),
    param: Flags.string({
      description: "a parameter over the configured one; repeatable",
      multiple: true,
      helpValue: "k=v",
    }),
    engine: Flags.option({
      description:
        "event: the live pipeline; kernel: the rules alone, as sweeps evaluate them (one strategy, no filters)",
      options: ["event", "kernel"] as const,
      default: "event" as const,
    })(),
    filters: Flags.boolean({
      description: "quantities and prices obey the venue's filters",
      default: true,
      allowNo: true,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestRun);
    const { backtest } = await import("../../core/app/backtest/backtest-commands.js");
    const progress = await startProgress("backtest", this.terminal(process.stderr));
    const { document, directory, exitCode } = await backtest(flags, progress);
    this.print(document, (paper) => backtestScreen(document, exitCode === 0 ? directory : null, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
