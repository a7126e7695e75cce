import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { auditRepoScreen } from "../../cli/screens/audit-repo-screen.js";

export default class AuditRepo extends BaseCommand {
  static override summary =
    "Secrets, modes, sizes, licences, install scripts, lock and generated files of this repository.";
  static override description =
    "Looks through every file that git keeps and every content it ever kept for secrets; at file modes, links and large files; " +
    "at the licence and the install script of each dependency; whether package.json, package-lock.json and node_modules agree; " +
    "and whether generated files are what the code makes. What is meant to be there is named, with the reason, in " +
    "audit-allow.json. Asks nobody over the network. Exit code 4 with errors or warnings.";
  static override examples = [
    { description: "The repository around this directory", command: "<%= config.bin %> <%= command.id %>" },
    { description: "For a script", command: "<%= config.bin %> <%= command.id %> --json" },
  ];

  async run(): Promise<void> {
    await this.parse(AuditRepo);
    const { repoAudit } = await import("../../core/app/repo-audit/repo-audit.js");
    const reading = await repoAudit(process.cwd());
    this.print(reading.document, (paper) => auditRepoScreen(reading, paper));
    if (!reading.document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
