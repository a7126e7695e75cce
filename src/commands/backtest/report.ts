import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { reportScreen } from "../../cli/screens/report-screen.js";

export default class BacktestReport extends BaseCommand {
  static override summary = "A kept run as a page to read: charts, months, trades, costs, exposure to the market.";
  static override description =
    "Writes report.html and report.md into the run's folder, or one of them where --out says. The page is one file without scripts " +
    "or requests to anywhere, light or dark as the reader's machine is set, and prints. It holds figures, NAV and drawdown, monthly " +
    "returns, the deepest falls, exposure to market, momentum and volatility, regimes, costs, trades, vetoes, the newest Monte " +
    "Carlo study, and how to make the run again.";
  static override examples = [
    {
      description: "The latest run, shown in the browser",
      command: "<%= config.bin %> <%= command.id %> latest --open",
    },
    {
      description: "Markdown for a message",
      command: "<%= config.bin %> <%= command.id %> momentum-05 --out report.md",
    },
    { description: "Equity and trades as CSV beside it", command: "<%= config.bin %> <%= command.id %> latest --csv" },
    {
      description: "Beta to the market alone",
      command: "<%= config.bin %> <%= command.id %> latest --json | jq .factors.beta",
    },
  ];
  static override args = {
    run: Args.string({ description: "id of a run, the beginning of one, or latest", required: true }),
  };
  static override flags = {
    out: Flags.string({ description: "write to this file alone: .html or .md", helpValue: "FILE" }),
    open: Flags.boolean({ description: "show the page in the browser", default: false }),
    csv: Flags.boolean({ description: "also write equity.csv and trades.csv into the run's folder", default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BacktestReport);
    const { report } = await import("../../core/app/backtest/report/report-command.js");
    const document = await report(args.run, flags);
    this.print(document, (paper) => reportScreen(document, paper));
  }
}
