import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { instant } from "../../cli/flag-values.js";
import { startProgress } from "../../cli/progress.js";
import { sweepShareScreen } from "../../cli/screens/sweep-share-screen.js";
import { sweepScreen } from "../../cli/screens/sweep-screen.js";

export default class BacktestSweep extends BaseCommand {
  static override summary = "All combinations of a strategy's parameters, and whether the best is luck.";
  static override description =
    "Evaluates every combination over recorded markets that share one account, by the strategy's own rules with fees, slippage, " +
    "funding and stops, and without what limits live orders (risk, sizing by volatility, filters). Prints the best rows with the " +
    "deflated Sharpe ratio, the probability of overfitting, the plateau around the best, and the record it would take; every " +
    "trial ever made on the same markets counts. --verify runs the best rows again through the event engine and names the first " +
    "bar at which one differs. Any number of a strategy's parameters can be an axis, switches as 0 and 1.";
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
      description: "The exits of reversals by structure on two markets",
      command:
        "<%= config.bin %> <%= command.id %> --strategy smart_money --symbols BTCUSDT,ETHUSDT --grid target_r=1:3:0.5 --grid max_bars=24:96:24",
    },
    {
      description: "The same on each of two markets alone, ranked together",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --grid symbol=BTCUSDT,ETHUSDT --grid fast=5:30:5 --grid slow=40:120:20",
    },
    {
      description: "500 draws that spread evenly over four parameters",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --search lhs --samples 500 --grid fast=5:60:1 --grid slow=20:240:1 " +
        "--grid stop_atr=1:6:0.25 --grid entry_strength=0.05:0.6:0.05",
    },
    {
      description: "Go on where Ctrl-C, a kill or a power cut ended it",
      command: "<%= config.bin %> <%= command.id %> --resume momentum-sweep-0123456789",
    },
    {
      description: "Computed by every machine that runs `hedge backtest worker --redis redis://10.0.0.5`",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --grid fast=5:60:1 --grid slow=20:240:1 --driver bullmq --redis redis://10.0.0.5",
    },
    {
      description: "The second of four processes that share a folder",
      command:
        "<%= config.bin %> <%= command.id %> --strategy momentum --grid fast=5:60:1 --grid slow=20:240:1 --driver static --shard 2/4 --state shared",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "strategy to sweep", helpValue: "S" }),
    grid: Flags.string({
      description:
        "a parameter and its values: k=from:to:step or k=a,b,c; symbol=A,B for markets, each traded alone; repeatable",
      multiple: true,
      helpValue: "k=…",
    }),
    symbols: Flags.string({ description: "only these markets (default: the strategy's own)", helpValue: "A,B" }),
    from: instant({ description: "start (UTC date or instant; default: of the data)" }),
    to: instant({ description: "end (UTC date or instant; default: of the data)" }),
    search: Flags.option({
      description: "which combinations are tried (default: grid)",
      options: ["grid", "random", "lhs", "list"] as const,
    })(),
    samples: Flags.integer({ description: "how many a random or lhs search draws", min: 1 }),
    seed: Flags.string({ description: "of a random or lhs search (default: hedge)", helpValue: "TEXT" }),
    metric: Flags.string({ description: "what the rows are ranked by (default: sharpe)" }),
    top: Flags.integer({ description: "rows to show (default: 20)", min: 1, max: 1_000 }),
    workers: Flags.integer({ description: "threads (default: one a processor)", min: 1, max: 256 }),
    driver: Flags.option({
      description: "who computes: this process, workers over Redis, or this process its share (docs/SWEEPS.md)",
      options: ["local", "bullmq", "static"] as const,
      default: "local" as const,
    })(),
    redis: Flags.string({ description: "Redis of the workers (also: HEDGE_REDIS_URL)", helpValue: "URL" }),
    shard: Flags.string({
      description: "which share, from 1/n to n/n (also: what batch schedulers set)",
      helpValue: "i/n",
    }),
    verify: Flags.integer({ description: "run so many of the best again by the event engine (default: 0)", min: 0 }),
    notes: Flags.boolean({ description: "tell all that the recorded data lacks (also in sweep.json)" }),
    resume: Flags.string({
      description: "go on with a sweep that was interrupted, or gather one of many shards",
      exclusive: ["strategy", "grid", "symbols", "from", "to", "search", "samples", "seed"],
      helpValue: "ID",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestSweep);
    const { sweep } = await import("../../core/app/backtest/sweep/sweep-command.js");
    const progress = await startProgress("sweep", this.terminal(process.stderr));
    const notice = (text: string): void => {
      this.notes.info(text);
    };
    const { document, notes, dataNotes, directory, exitCode } = await sweep(flags, { ...progress, notice });
    // The document has no room for them, and a script's reader needs them as much.
    if (this.wantsJson) for (const note of [...notes, ...dataNotes]) notice(note);
    this.print(document, (paper) =>
      document.schema === "hedge.sweep/1"
        ? sweepScreen(document, { notes, dataNotes, wantsAll: flags.notes, directory }, paper)
        : sweepShareScreen(document, directory, paper),
    );
    this.leaveWith(toExitCode(exitCode));
  }
}
