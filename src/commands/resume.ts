import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { resumeScreen } from "../cli/screens/operator-screen.js";

export default class Resume extends BaseCommand {
  static override summary = "Clears what halted trading.";
  static override description =
    "Clears every latch: a halt, a flatten, a limit that was passed (drawdown and daily loss are then measured from the " +
    "NAV of now), a forced or foreign event. Gates clear themselves, and what still holds is told. Exit code 6 while the " +
    "reason is still there: a difference between books and venue, a limit that would be passed again at once. A wallet that differs by an " +
    "amount nobody can explain is taken over with --accept-wallet: it counts as a charge, and stays in the journal.";
  static override examples = [
    { description: "Trade again", command: "<%= config.bin %> resume --reason 'exchange is back, books agree'" },
    {
      description: "The venue's wallet is 0.01 USDT short, and nobody will ever know why",
      command: "<%= config.bin %> resume --reason 'support ticket 4711' --accept-wallet=-0.01",
    },
    {
      description: "In a script: exit code 6 says not yet",
      command: "<%= config.bin %> resume --reason checked --json",
    },
  ];
  static override flags = {
    "accept-wallet": Flags.string({
      description: "first book what the venue's wallet has more than the books (or less: =-0.01), to the last digit",
      helpValue: "USDT",
    }),
    reason: Flags.string({ description: "why it is safe again, for the journal", required: true, helpValue: "R" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Resume);
    const { operatedSession, resumeSession } = await import("../core/app/operator/operator-commands.js");
    const session = await operatedSession(this.place(flags));
    this.mode = session.mode;
    const document = await resumeSession(session, flags);
    this.print(document, (paper) => resumeScreen(document, paper));
  }
}
