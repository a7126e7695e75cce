import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { signalsScreen } from "../../cli/screens/signals-screen.js";

export default class DoctorSignals extends BaseCommand {
  static override summary = "Signal doctor: why is (nothing) trading.";
  static override description =
    "Follows every wish of every strategy on every symbol through the journal: bars, signals, proto-intents, intents, " +
    "sized, approved, filled, and what ended the others, with the setting behind it. Then says in plain words what it " +
    "means: caps that exclude each other, refusals without end, filters, silence. Exit code 4 " +
    "when a configuration keeps a strategy from trading at all.";
  static override examples = [
    { description: "Who trades, and what ends the others", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One strategy on one symbol in the last month",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --symbol SOLUSDT --since 30d",
    },
    {
      description: "Pairs that signalled and never traded",
      command: "<%= config.bin %> <%= command.id %> --json | jq '.funnel[] | select(.signals > 0 and .approved == 0)'",
    },
  ];
  static override flags = {
    strategy: Flags.string({ description: "only this strategy", helpValue: "S" }),
    symbol: Flags.string({ description: "only this symbol", helpValue: "S" }),
    since: Flags.string({
      description: "a date, an instant, or a span back from the session's last instant (24h, 7d)",
      helpValue: "D",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DoctorSignals);
    const { signalsReading } = await import("../../core/app/signals.js");
    const reading = await signalsReading(this.place(flags), {
      strategy: flags.strategy,
      symbol: flags.symbol,
      since: flags.since,
    });
    this.mode = reading.document.mode;
    this.print(reading.document, (paper) => signalsScreen(reading, paper));
    if (!reading.fine) this.leaveWith(EXIT.problemsFound);
  }
}
