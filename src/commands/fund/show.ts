import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { fundScreen } from "../../cli/screens/fund-screen.js";

export default class FundShow extends BaseCommand {
  static override description =
    "The fund as a whole: NAV, NAV per unit, exposure, drawdown, rolling Sharpe ratios, correlations. Every figure in another " +
    "currency says its rate, source and age; without a rate there is none.";
  static override examples = [
    { description: "In US dollars", command: "<%= config.bin %> fund show" },
    { description: "In rand, with rate and age", command: "<%= config.bin %> fund show --currency ZAR" },
  ];
  static override flags = {
    currency: Flags.option({
      description: "currency of the figures on the screen; --json has both",
      options: ["USD", "ZAR"] as const,
      default: "USD" as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FundShow);
    const { fundDocument } = await import("../../core/app/fund/show.js");
    const document = this.unwrap(await fundDocument(this.place(flags), { ...flags, env: process.env }));
    this.print(document, (paper) => fundScreen(document, paper));
  }
}
