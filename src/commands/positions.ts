import { BaseCommand } from "../cli/base-command.js";
import { pastInstant } from "../cli/flag-values.js";
import { positionsScreen } from "../cli/screens/positions-screen.js";

export default class Positions extends BaseCommand {
  static override description = "Open positions with entry, mark, stop and unrealised profit.";
  static override examples = [
    { description: "Positions of the newest session", command: "<%= config.bin %> positions" },
    { description: "As they were then", command: "<%= config.bin %> positions --at 2024-05-01T14:00Z" },
    { description: "Their symbols for a script", command: "<%= config.bin %> positions --json | jq '.items[].symbol'" },
  ];
  static override flags = { at: pastInstant };

  async run(): Promise<void> {
    const { flags } = await this.parse(Positions);
    const { positionsDocument } = await import("../core/app/readers.js");
    const document = this.unwrap(await positionsDocument(this.place(flags), flags.at));
    this.print(document, (paper) => positionsScreen(document, paper));
  }
}
