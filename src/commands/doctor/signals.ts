import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { signalsScreen } from "../../cli/screens/signals-screen.js";

export default class DoctorSignals extends BaseCommand {
  static override summary = "Signal doctor: why is (nothing) trading.";
  static override description =
    "Follows every wish of every strategy on every symbol through the journal: bars, signals, proto-intents, intents, " +
    "sized, approved, filled, and what ended the others, with the setting behind it. Then says in plain words what it " +
    "means: caps that exclude each other, refusals without end, filters, silence. With --admission it also runs " +
    "the tests that every strategy must pass on the recorded markets. Exit code 4 when a configuration keeps a strategy " +
    "from trading at all, or a strategy is not admitted.";
  static override examples = [
    { description: "Who trades, and what ends the others", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One strategy on one symbol in the last month",
      command: "<%= config.bin %> <%= command.id %> --strategy momentum --symbol SOLUSDT --since 30d",
    },
    { description: "May these strategies trade at all?", command: "<%= config.bin %> <%= command.id %> --admission" },
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
    admission: Flags.boolean({
      description:
        "also run the admission tests of every strategy there is: no look-ahead, warm-up, twice the costs, one bar late",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DoctorSignals);
    const { signalsReading } = await import("../../core/app/signals.js");
    const reading = await signalsReading(this.place(flags), {
      strategy: flags.strategy,
      symbol: flags.symbol,
      since: flags.since,
      admission: flags.admission,
    });
    this.mode = reading.document.mode;
    this.print(reading.document, (paper) => signalsScreen(reading, paper));
    if (!reading.fine) this.leaveWith(EXIT.problemsFound);
  }
}
