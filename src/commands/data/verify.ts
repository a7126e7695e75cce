import { BaseCommand } from "../../cli/base-command.js";
import { DATA_FLAGS } from "../../cli/data-flags.js";
import { EXIT } from "../../cli/exit-codes.js";
import { startProgress } from "../../cli/progress.js";
import { dataVerifyScreen } from "../../cli/screens/data-verify-screen.js";

export default class DataVerify extends BaseCommand {
  static override summary = "Proves the files of the data lake and looks for what is wrong in them.";
  static override description =
    "Proves SHA-256, length, rows and span of every file against the manifest, then looks for gaps, repeated and disordered " +
    "times, bars that nobody can have traded, hours without volume, closes that leave the price for one bar, series that are " +
    "hours apart from another of the same symbol, and files that the manifest does not name. Gaps that the manifest has are " +
    "told as info, and so is what its `declared` says. Exit code 4 with errors or warnings.";
  static override examples = [
    { description: "The whole lake", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "Your own lake, one symbol",
      command: "<%= config.bin %> <%= command.id %> --lake lake --symbol BTCUSDT",
    },
    {
      description: "Rows to look at",
      command: "<%= config.bin %> <%= command.id %> --json | jq '.findings[] | select(.severity != \"info\")'",
    },
  ];
  static override flags = { lake: DATA_FLAGS.lake, symbol: DATA_FLAGS.symbol, kind: DATA_FLAGS.kind };

  async run(): Promise<void> {
    const { flags } = await this.parse(DataVerify);
    const { verifyLake } = await import("../../core/app/data/verify.js");
    const progress = await startProgress("verify", this.terminal(process.stderr));
    const document = await verifyLake({
      ...flags,
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    }).finally(() => {
      progress.stop();
    });
    this.print(document, (paper) => dataVerifyScreen(document, paper));
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
