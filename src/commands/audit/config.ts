import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { auditConfigScreen } from "../../cli/screens/audit-config-screen.js";

export default class AuditConfig extends BaseCommand {
  static override summary = "What is wrong with a configuration, what can trade under it, and what changed.";
  static override description =
    "Checks every file against its schema and the files against each other, looks for mixed units and limits that " +
    "contradict each other, and works out for each enabled strategy and symbol the sizes that pass every rule at a NAV, or " +
    "the rules that exclude each other. Reads the predecessor's folder as well. Exit code 4 with errors or warnings.";
  static override examples = [
    { description: "The configuration in config/", command: "<%= config.bin %> <%= command.id %>" },
    { description: "What could trade with 500 USDT?", command: "<%= config.bin %> <%= command.id %> --nav 500" },
    {
      description: "What changed since the last commit, and does it loosen a limit?",
      command: "<%= config.bin %> <%= command.id %> --against HEAD",
    },
    {
      description: "A folder of the predecessor",
      command: "<%= config.bin %> <%= command.id %> --config predecessor/config --json",
    },
  ];
  static override flags = {
    nav: Flags.string({
      description: "NAV to work out what can trade (default: that of a new session)",
      helpValue: "N",
    }),
    against: Flags.string({
      description: "compare with another folder, or with a git revision of this one",
      helpValue: "REF|DIR",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditConfig);
    const { configAudit } = await import("../../core/app/audit.js");
    const { config: configDirectory, nav, against } = flags;
    const document = await configAudit({ configDirectory, env: process.env, nav, against });
    this.print(document, (paper) => auditConfigScreen(document, { compared: against ?? null }, paper));
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
