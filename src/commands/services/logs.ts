import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { logsScreen } from "../../cli/screens/services-screen.js";
import { serviceFlags } from "../../cli/service-flags.js";

export default class ServicesLogs extends BaseCommand {
  static override summary = "The last lines that the services wrote.";
  static override description =
    "The last lines that a service wrote, or all three, from systemd's journal or supervisor's log files. What was decided and " +
    "why is in the books: `hedge status`, `hedge vetoes`.";
  static override examples = [
    { description: "What did the executor say last?", command: "<%= config.bin %> <%= command.id %> hedge-executor" },
    { description: "More of all three", command: "<%= config.bin %> <%= command.id %> --lines 200" },
  ];
  static override args = {
    service: Args.option({
      description: "one of them",
      options: ["hedge-executor", "hedge-dashboard", "hedge-sync"] as const,
    })(),
  };
  static override flags = {
    ...serviceFlags,
    lines: Flags.integer({ description: "so many of each", default: 20, min: 1, max: 10_000 }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ServicesLogs);
    const { servicesLogs } = await import("../../core/app/services/services-status.js");
    const wish = { manager: flags.manager, isSystem: flags.system };
    const document = await servicesLogs(wish, { name: args.service, lines: flags.lines });
    this.print(document, (paper) => logsScreen(document, paper));
  }
}
