import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { auditStateScreen } from "../../cli/screens/audit-state-screen.js";

export default class AuditState extends BaseCommand {
  static override summary = "Are the files of a session sound, fresh and true?";
  static override description =
    "Checks every telemetry file against its schema, its age against the executor's life, and its figures against the journal, " +
    "from which each is worked out again to the last digit; and whether the mirror holds a part of this journal. Changes " +
    "nothing; an executor may go on meanwhile. Exit code 4 with errors or warnings.";
  static override examples = [
    { description: "The books of the paper session", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "A restored directory, for a script",
      command: "<%= config.bin %> <%= command.id %> --state /srv/restored --json",
    },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditState);
    const { stateAudit } = await import("../../core/app/state-audit/state-audit.js");
    const reading = await stateAudit(this.place(flags));
    this.mode = reading.document.mode;
    this.print(reading.document, (paper) => auditStateScreen(reading, paper));
    if (!reading.document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
