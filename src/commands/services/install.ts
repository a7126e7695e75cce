import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { mode } from "../../cli/flag-values.js";
import { installScreen } from "../../cli/screens/services-screen.js";
import { serviceFlags, userFlag } from "../../cli/service-flags.js";

export default class ServicesInstall extends BaseCommand {
  static override summary = "Writes what keeps executor, dashboard and mirror running.";
  static override description =
    "Writes the files of the services hedge-executor, hedge-dashboard and hedge-sync for systemd or supervisor, with the current " +
    "directory as theirs, and has the manager read them. Nothing is started without --start. Done twice, it changes nothing; a " +
    "file that hedge did not write is left alone. Root has to say whom they run as.";
  static override examples = [
    { description: "See what would be written", command: "<%= config.bin %> <%= command.id %> --dry-run" },
    { description: "For yourself, and start them", command: "<%= config.bin %> <%= command.id %> --start" },
    {
      description: "For the machine, in production",
      command: "<%= config.bin %> <%= command.id %> --system --user hedge --mode prod --state /var/lib/hedge/prod",
    },
    { description: "Under supervisor", command: "<%= config.bin %> <%= command.id %> --manager supervisor --start" },
  ];
  static override flags = {
    ...serviceFlags,
    mode: mode({ description: "mode of the executor", default: "paper" }),
    target: Flags.string({ description: "place of the mirror (default: as `hedge sync`)", helpValue: "URL" }),
    port: Flags.integer({ description: "port of the dashboard", default: 8788, min: 1, max: 65_535 }),
    user: userFlag,
    credentials: Flags.string({
      description:
        "directory with the keys, a file each, that systemd hands over: the venue's, and those of the mirror",
      helpValue: "DIR",
    }),
    start: Flags.boolean({ description: "start them, now and after each boot", default: false }),
    "dry-run": Flags.boolean({ description: "print the files and commands, change nothing", default: false }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ServicesInstall);
    this.mode = flags.mode;
    const { installServices } = await import("../../core/app/services/install-services.js");
    const { "dry-run": dryRun, ...wish } = flags;
    const document = await installServices({
      ...wish,
      manager: wish.manager,
      state: wish.state,
      target: wish.target,
      user: wish.user,
      credentials: wish.credentials,
      dryRun,
    });
    this.print(document, (paper) => installScreen(document, paper));
  }
}
