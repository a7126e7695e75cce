import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { journalVerifyScreen } from "../../cli/screens/journal-screens.js";

export default class JournalVerify extends BaseCommand {
  static override summary = "Checks every line of the journal.";
  static override description =
    "Checks every line of the journal: hash chain, sequence, version and schema. Exit code 9 names the first bad line.";
  static override examples = [
    { description: "Is the record what was written", command: "<%= config.bin %> journal verify" },
    { description: "A restored directory", command: "<%= config.bin %> journal verify --state /srv/restored --json" },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(JournalVerify);
    const { journalVerifyReading } = await import("../../core/app/journal-commands.js");
    const reading = await journalVerifyReading(this.place(flags));
    this.print(reading.document, (paper) => journalVerifyScreen(reading, paper));
    if (!reading.document.ok) this.leaveWith(EXIT.divergence);
  }
}
