import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { syncStatusScreen } from "../../cli/screens/sync-screen.js";

export default class SyncStatus extends BaseCommand {
  static override summary = "Where the mirror stands, and what it lacks.";
  static override description =
    "Where the mirror of a session stands: its place, the last event in it, and what it lacks in records, bytes and seconds. " +
    "Asks nothing over the network. Exit code 4 when a person should look: nothing is mirrored, the oldest missing record is " +
    "older than a minute, or this machine was fenced.";
  static override examples = [
    { description: "How far behind is the mirror?", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "For cron: say something only when it is needed",
      command: "<%= config.bin %> <%= command.id %> --json || mail -s mirror me",
    },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(SyncStatus);
    const { syncStatus } = await import("../../core/app/sync/sync-status.js");
    const status = await syncStatus(this.place(flags));
    this.mode = status.document.mode;
    this.print(status.document, (paper) => syncStatusScreen(status, paper));
    if (!status.fine) this.leaveWith(EXIT.problemsFound);
  }
}
