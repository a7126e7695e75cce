import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { vetoesScreen } from "../cli/screens/vetoes-screen.js";

export default class Vetoes extends BaseCommand {
  static override description = "Orders that risk refused: which rules, what was measured, which limit holds.";
  static override examples = [
    { description: "The newest vetoes", command: "<%= config.bin %> vetoes" },
    {
      description: "The last week's refusals for being too small",
      command: "<%= config.bin %> vetoes --since 7d --rule R06",
    },
    {
      description: "The same by the code of the violation",
      command: "<%= config.bin %> vetoes --rule min_notional --json",
    },
  ];
  static override flags = {
    since: Flags.string({
      description: "a date, an instant, or a span back from the session's last instant (24h, 7d)",
      helpValue: "D",
    }),
    rule: Flags.string({ description: "a rule (R06) or the code of a violation (min_notional)", helpValue: "R" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Vetoes);
    const { vetoesDocument } = await import("../core/app/readers.js");
    const document = this.unwrap(await vetoesDocument(this.place(flags), flags));
    this.print(document, (paper) => vetoesScreen(document, paper));
  }
}
