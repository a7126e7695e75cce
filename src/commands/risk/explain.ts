import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { explainScreen } from "../../cli/screens/explain-screen.js";

export default class RiskExplain extends BaseCommand {
  static override summary = "The whole story of a veto, an order or a position.";
  static override description =
    "Follows an id through the journal: bar, signal, intent, judgement of the rules, route, fills, position, exits. For a " +
    "veto it looks for single settings that would have let exactly this order pass, and proves each on the books of that " +
    "instant.";
  static override examples = [
    { description: "Why was this order refused?", command: "<%= config.bin %> <%= command.id %> vbskjfuo19jy6rpv7" },
    {
      description: "The newest veto",
      command: "<%= config.bin %> <%= command.id %> $(<%= config.bin %> vetoes --json | jq -r '.items[-1].id')",
    },
    {
      description: "A position from entry to exit",
      command: "<%= config.bin %> <%= command.id %> ddyflhb9pt86z3jw --json",
    },
  ];
  static override args = {
    id: Args.string({
      name: "ID",
      description: "id of a veto, an intent (also of the position it opened) or client order id",
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RiskExplain);
    const { explainDocument } = await import("../../core/app/why.js");
    const document = await explainDocument(this.place(flags), args.id);
    this.mode = document.mode;
    this.print(document, (paper) => explainScreen(document, paper));
  }
}
