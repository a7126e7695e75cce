import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { monteCarloScreen } from "../../cli/screens/montecarlo-screen.js";

export default class BacktestMontecarlo extends BaseCommand {
  static override summary = "What else could have come of a run: resampled bars, reshuffled trades, other costs.";
  static override description =
    "Puts random blocks of a kept run's bar returns together to paths as long as the run (stationary block bootstrap) and says how " +
    "they end, how deep they fall, and how many are ruined (max drawdown of max_nav_drawdown_pct or more). Beside it the round " +
    "trips in other orders, and the run at multiples of its fees and slippage. The same seed gives the same bytes on any number of " +
    "workers. The best row of a sweep was selected, and resampling ignores that: it says so.";
  static override examples = [
    { description: "The latest run", command: "<%= config.bin %> <%= command.id %> latest" },
    {
      description: "More paths of longer blocks, by the beginning of its id",
      command: "<%= config.bin %> <%= command.id %> momentum-05 --paths 50000 --block 336 --seed 7",
    },
    {
      description: "The chance of ruin alone",
      command: "<%= config.bin %> <%= command.id %> latest --json | jq .probabilityOfRuin",
    },
  ];
  static override args = {
    run: Args.string({ description: "id of a run, the beginning of one, or latest", required: true }),
  };
  static override flags = {
    paths: Flags.integer({ description: "how many", min: 1, max: 1_000_000, default: 10_000 }),
    block: Flags.integer({
      description: "mean length of a block in bars (default: 168 hours or 3 mean holdings, what is longer)",
      min: 1,
      max: 1_000_000,
    }),
    seed: Flags.integer({ description: "another seed, other paths", min: 0, default: 1 }),
    workers: Flags.integer({ description: "threads (default: one a processor)", min: 1, max: 256 }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BacktestMontecarlo);
    const { montecarlo } = await import("../../core/app/backtest/montecarlo/montecarlo-command.js");
    const { document, extras, file } = await montecarlo(args.run, flags);
    // The document has no room for them, and a script's reader needs them as much.
    if (this.wantsJson) for (const note of extras.notes) this.notes.info(note);
    this.print(document, (paper) => monteCarloScreen(document, extras, file, paper));
  }
}
