import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { navScreen } from "../cli/screens/nav-screen.js";

export default class Nav extends BaseCommand {
  static override description = "Net asset value over time: the newest 720 points, or everything since a time.";
  static override examples = [
    { description: "The newest points", command: "<%= config.bin %> nav" },
    { description: "Everything since a date", command: "<%= config.bin %> nav --since 2024-06-01" },
    { description: "The last week as a document", command: "<%= config.bin %> nav --since 7d --json" },
  ];
  static override flags = {
    since: Flags.string({
      description: "a date, an instant, or a span back from the session's last instant (24h, 7d)",
      helpValue: "D",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Nav);
    const { navDocument } = await import("../core/app/readers.js");
    const document = this.unwrap(await navDocument(this.place(flags), flags));
    this.print(document, (paper) => navScreen(document, paper));
  }
}
