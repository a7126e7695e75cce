import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { armScreen } from "../cli/screens/operator-screen.js";

export default class Arm extends BaseCommand {
  static override summary = "Lets a production session increase exposure, for a while and up to an amount.";
  static override description =
    "Gives a production session its lease: until it ends, orders may increase the gross exposure up to the amount, resting " +
    "and unknown orders included. It holds for the configuration of now only, and at most a day. Stops, cancels and " +
    "reducing orders never need one. Exit code 7 for a session that is not production.";
  static override examples = [
    {
      description: "Four hours, up to 25,000 USDT gross",
      command: "<%= config.bin %> arm --for 4h --max-notional 25000",
    },
    { description: "Half an hour", command: "<%= config.bin %> arm --for 30m --max-notional 5000" },
  ];
  static override flags = {
    for: Flags.string({ description: "how long: 4h, 30m, 1h30m, at most 24h", required: true, helpValue: "TIME" }),
    "max-notional": Flags.string({ description: "most gross exposure in USDT", required: true, helpValue: "N" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Arm);
    const { armSession, operatedSession } = await import("../core/app/operator/operator-commands.js");
    const session = await operatedSession(this.place(flags));
    this.mode = session.mode;
    const document = await armSession(session, flags);
    this.print(document, (paper) => armScreen(document, paper));
  }
}
