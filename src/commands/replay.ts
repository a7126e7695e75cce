import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { EXIT } from "../cli/exit-codes.js";
import { instant } from "../cli/flag-values.js";
import { replayScreen } from "../cli/screens/journal-screens.js";

export default class Replay extends BaseCommand {
  static override summary = "Decides the journal again and compares.";
  static override description =
    "Decides the journal again and compares: same journal in, same decisions out. Needs nothing but the journal.";
  static override examples = [
    { description: "Compare; exit code 9 at a difference", command: "<%= config.bin %> replay --assert" },
    {
      description: "One month of decisions",
      command: "<%= config.bin %> replay --from 2024-03-01 --to 2024-04-01 --json",
    },
  ];
  static override flags = {
    from: instant({ description: "compare from this instant on (the books are still folded from the start)" }),
    to: instant({ description: "compare until before this instant" }),
    assert: Flags.boolean({ description: "exit with 9 if a decision differs" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Replay);
    const { replayDocument } = await import("../core/app/journal-commands.js");
    const range = { fromMs: flags.from ?? null, toMs: flags.to ?? null };
    const document = await replayDocument(this.place(flags), range);
    this.mode = document.mode;
    this.print(document, (paper) => replayScreen(document, paper));
    if (flags.assert && !document.equal) this.leaveWith(EXIT.divergence);
  }
}
