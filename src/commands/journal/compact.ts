import { BaseCommand } from "../../cli/base-command.js";
import { journalCompactScreen } from "../../cli/screens/journal-screens.js";

export default class JournalCompact extends BaseCommand {
  static override summary = "Packs the full segments of the journal.";
  static override description =
    "Packs the full segments of the journal with gzip, all but the two newest; every command reads them as before, and the mirror " +
    "holds the same bytes. The whole journal is checked first, and a plain segment goes only after its packed form has been read " +
    "back and compared. An executor may run meanwhile. Killed anywhere, it goes on when run again.";
  static override examples = [
    {
      description: "The session in its directory, once a week from a timer",
      command: "<%= config.bin %> <%= command.id %>",
    },
    { description: "For a script", command: "<%= config.bin %> <%= command.id %> --state /srv/hedge --json" },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(JournalCompact);
    const { journalCompact } = await import("../../core/app/journal-compact/journal-compact.js");
    const document = await journalCompact(this.place(flags));
    this.mode = document.mode;
    this.print(document, (paper) => journalCompactScreen(document, paper));
  }
}
