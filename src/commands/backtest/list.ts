import { BaseCommand } from "../../cli/base-command.js";
import { backtestListScreen } from "../../cli/screens/backtest-list-screen.js";

export default class BacktestList extends BaseCommand {
  static override summary = "The runs, walk-forwards and sweeps that are kept.";
  static override description =
    "Everything in STATE/runs with its span and main figures (of a sweep: those of its best row); --json has the whole " +
    "documents. Their ids, or the beginning of one, or `latest`, are the RUN of report, compare and montecarlo.";
  static override examples = [
    { description: "All of them", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "The best by Sharpe ratio",
      command: "<%= config.bin %> <%= command.id %> --json | jq '.items | max_by(.metrics.sharpe) | .id'",
    },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestList);
    const { backtestRuns } = await import("../../core/app/backtest/backtest-commands.js");
    const { items, notes } = backtestRuns(flags.state);
    for (const note of notes) this.notes.info(note);
    this.print({ schema: "hedge.backtests/1", mode: null, items }, (paper) => backtestListScreen(items, paper));
  }
}
