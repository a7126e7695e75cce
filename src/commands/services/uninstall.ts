import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { uninstallScreen } from "../../cli/screens/services-screen.js";
import { serviceFlags, userFlag } from "../../cli/service-flags.js";

export default class ServicesUninstall extends BaseCommand {
  static override summary = "Stops the services and removes what install wrote.";
  static override description =
    "Stops hedge-executor, hedge-dashboard and hedge-sync (resting entries are withdrawn, protective stops stay at the venue) and " +
    "removes the files that install wrote. State, logs and keys stay. Done twice, it changes nothing.";
  static override examples = [
    { description: "What would go?", command: "<%= config.bin %> <%= command.id %> --dry-run" },
    { description: "The services of the machine", command: "<%= config.bin %> <%= command.id %> --system" },
  ];
  static override flags = {
    ...serviceFlags,
    user: userFlag,
    "dry-run": Flags.boolean({ description: "say what would be removed, change nothing", default: false }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ServicesUninstall);
    const { uninstallServices } = await import("../../core/app/services/uninstall-services.js");
    const { manager, system, user, "dry-run": dryRun } = flags;
    const document = await uninstallServices({ manager, isSystem: system, user, dryRun });
    this.print(document, (paper) => uninstallScreen(document, paper));
  }
}
