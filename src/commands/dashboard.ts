import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { toExitCode } from "../cli/exit-codes.js";
import { dashboardScreen } from "../cli/screens/dashboard-screen.js";

export default class Dashboard extends BaseCommand {
  static override summary =
    "A read-only web page of the books on this machine, live: for whoever is on call, and for investors.";
  static override description =
    "Serves one page on the loopback address until SIGTERM or Ctrl-C, and prints where: one address for the operator (equity, " +
    "strategies, positions, limits, vetoes, router), one for investors (value, figures, months, no names of strategies, no positions). " +
    "Each address carries a token that is good for one browser; when it is spent the next one is told on stderr. Nothing can be " +
    "changed through the page, and no other machine reaches it: from elsewhere, ssh -L.";
  static override examples = [
    { description: "Of the newest session", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "On any free port, the addresses as one line of JSON",
      command: "<%= config.bin %> <%= command.id %> --port 0 --json",
    },
    { description: "Of other books", command: "<%= config.bin %> <%= command.id %> --state cache/prod" },
  ];
  static override flags = {
    port: Flags.integer({ description: "port to listen on; 0: any free one", default: 8788, min: 0, max: 65_535 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Dashboard);
    const [{ dashboardSession }, { dashboardAssets }, { openDashboard }] = await Promise.all([
      import("../core/app/dashboard/dashboard-session.js"),
      import("../core/app/dashboard/dashboard-assets.js"),
      import("../web/serve.js"),
    ]);
    const session = await dashboardSession(this.place(flags));
    this.mode = session.mode;
    const onNextAddress = (view: string, address: string): void => {
      this.notes.info(`the ${view} address is spent; the next browser takes ${address}`);
    };
    const dashboard = await openDashboard({ ...session, ...flags, assets: dashboardAssets(), onNextAddress });
    const { mode, directory } = session;
    const addresses = { operator: dashboard.address("operator"), investor: dashboard.address("investor") };
    const document = { schema: "hedge.dashboard/1", mode, port: dashboard.port, ...addresses, directory };
    this.print(document, (paper) => dashboardScreen(document, paper));
    this.leaveWith(toExitCode(await session.untilStopped((signal) => dashboard.serve(signal))));
  }
}
