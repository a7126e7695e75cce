import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { haltScreen } from "../cli/screens/operator-screen.js";

export default class Halt extends BaseCommand {
  static override summary = "Stops opening positions, at once and until `hedge resume`.";
  static override description =
    "Stops opening positions, at once and until `hedge resume`. Entries that rest are withdrawn, protective stops stay, " +
    "positions stay (`hedge flatten` closes them). Works with the executor running (through its control socket) and " +
    "dead (in its books: the next one starts halted). Exit code 8 when an executor holds the books but does not answer.";
  static override examples = [
    { description: "Stop", command: "<%= config.bin %> halt --reason 'looks wrong'" },
    {
      description: "Let what reduces go on: exits by signal, not only by stop",
      command: "<%= config.bin %> halt --reducing",
    },
    { description: "One strategy, the others go on", command: "<%= config.bin %> halt --strategy momentum" },
  ];
  static override flags = {
    reducing: Flags.boolean({ description: "REDUCING instead of HALTED: orders that reduce still pass" }),
    strategy: Flags.string({ description: "only this strategy", helpValue: "S" }),
    reason: Flags.string({ description: "why, for the journal", helpValue: "R" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Halt);
    const { haltSession, operatedSession } = await import("../core/app/operator/operator-commands.js");
    const session = await operatedSession(this.place(flags));
    this.mode = session.mode;
    const document = await haltSession(session, flags);
    this.print(document, (paper) => haltScreen(document, paper));
  }
}
