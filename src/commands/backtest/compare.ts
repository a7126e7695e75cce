import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { compareScreen } from "../../cli/screens/compare-screen.js";

export default class BacktestCompare extends BaseCommand {
  static override summary = "Two to six kept runs beside each other.";
  static override description =
    "Shows the figures of each run over its own span with the differences from the first, and over the bars that all of them have " +
    "their returns, drawdowns, correlation and the way there. --out writes a page with the curves in one chart. What is chosen as " +
    "the best of several was selected: its next result will be worse.";
  static override examples = [
    {
      description: "Two runs by the beginnings of their ids",
      command: "<%= config.bin %> <%= command.id %> momentum-05 momentum-a6",
    },
    {
      description: "The latest against another, as a page",
      command: "<%= config.bin %> <%= command.id %> latest momentum-05 --out compare.html",
    },
    {
      description: "Correlation of their returns",
      command: "<%= config.bin %> <%= command.id %> latest momentum-05 --json | jq '.common.correlation[0][1]'",
    },
  ];
  static override strict = false;
  static override args = {
    runs: Args.string({ description: "two to six: ids, beginnings of ids, or latest", required: true }),
  };
  static override flags = {
    out: Flags.string({ description: "also write a page: .html or .md", helpValue: "FILE" }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(BacktestCompare);
    const { compare } = await import("../../core/app/backtest/compare/compare-command.js");
    const document = await compare(argv.map(String), flags);
    this.print(document, (paper) => compareScreen(document, flags.out ?? null, paper));
  }
}
