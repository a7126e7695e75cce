import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { tearSheetScreen } from "../cli/screens/tear-sheet-screen.js";

export default class Report extends BaseCommand {
  static override summary = "The tear sheet: what the fund made, at what risk, as one page to read, print and send.";
  static override description =
    "Writes the books of a session, or a kept backtest, as one HTML file without scripts or requests to anywhere, light or dark as " +
    "the reader's machine is set: value of a unit against the market, drawdowns, rolling figures, months, all usual ratios with the " +
    "interval of the Sharpe ratio, contribution and correlation of the strategies, exposure, costs, vetoes, and how each figure is " +
    "made. The same books give the same bytes. Without --out it lies in STATE/reports, named by the day of the books.";
  static override examples = [
    {
      description: "Of the newest session, shown in the browser",
      command: "<%= config.bin %> <%= command.id %> --open",
    },
    {
      description: "For investors: no names of strategies, no positions, no vetoes",
      command: "<%= config.bin %> <%= command.id %> --investor --out fund.html",
    },
    { description: "As PDF beside it, through Chromium", command: "<%= config.bin %> <%= command.id %> --pdf" },
    { description: "Of the latest backtest", command: "<%= config.bin %> <%= command.id %> --run latest" },
    {
      description: "Sharpe ratio and its interval alone",
      command: "<%= config.bin %> <%= command.id %> --json | jq '.daily | .sharpe, .sharpeInterval'",
    },
  ];
  static override flags = {
    run: Flags.string({
      description: "a kept backtest instead: its id, the beginning of one, or latest",
      helpValue: "ID",
    }),
    investor: Flags.boolean({
      description: "without names of strategies, positions, vetoes and notes on single markets",
      default: false,
    }),
    pdf: Flags.boolean({ description: "print it as PDF as well, through Chromium", default: false }),
    out: Flags.string({ description: "write to this .html file", helpValue: "FILE" }),
    open: Flags.boolean({ description: "show it in the browser", default: false }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Report);
    const { tearSheet } = await import("../core/app/report/tear-sheet-command.js");
    const document = await tearSheet(this.place(flags), flags);
    this.mode = document.mode;
    this.print(document, (paper) => tearSheetScreen(document, paper));
  }
}
