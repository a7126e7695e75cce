import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { servicesScreen } from "../../cli/screens/services-screen.js";
import { serviceFlags } from "../../cli/service-flags.js";

export default class ServicesStatus extends BaseCommand {
  static override summary = "Whether the services run, by their manager's word.";
  static override description =
    "Whether hedge-executor, hedge-dashboard and hedge-sync run, by the word of systemd or supervisor. Exit code 4 when one does " +
    "not and has not ended by itself either. How the books do: `hedge status`; the mirror: `hedge sync status`.";
  static override examples = [
    { description: "Do they run?", command: "<%= config.bin %> <%= command.id %>" },
    { description: "Those of the machine", command: "<%= config.bin %> <%= command.id %> --system --json" },
  ];
  static override flags = serviceFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(ServicesStatus);
    const { allWell, servicesStatus } = await import("../../core/app/services/services-status.js");
    const document = await servicesStatus({ manager: flags.manager, isSystem: flags.system });
    this.print(document, (paper) => servicesScreen(document, paper));
    if (!allWell(document)) this.leaveWith(EXIT.problemsFound);
  }
}
