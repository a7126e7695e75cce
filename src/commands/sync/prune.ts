import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { mirrorFlags } from "../../cli/mirror-flags.js";
import { pruneScreen } from "../../cli/screens/retention-screens.js";

export default class SyncPrune extends BaseCommand {
  static override summary = "Takes old segments of the journal off the disk, once the mirror has given them back.";
  static override description =
    "Reads the whole mirror back, compares it byte for byte with the journal here, and takes the old full segments off this disk. " +
    "The first segment and the newest stay, and a snapshot from which the next start begins. What looks further back says where " +
    "history begins here; `hedge sync fetch` brings it back. In live modes only. An executor may run meanwhile.";
  static override examples = [
    { description: "All but the newest eight", command: "<%= config.bin %> <%= command.id %> --state cache/prod" },
    {
      description: "As little as can be, from a mirror that is named",
      command: "<%= config.bin %> <%= command.id %> --target s3://bucket/hedge --keep 1",
    },
  ];
  static override flags = {
    ...mirrorFlags,
    keep: Flags.integer({
      description: "full segments that stay beside the first and the current one",
      default: 8,
      min: 1,
      max: 1_000_000,
      helpValue: "N",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(SyncPrune);
    const { pruneJournal } = await import("../../core/app/sync/prune-journal.js");
    const { target, fund, keep } = flags;
    const document = await pruneJournal(this.place(flags), { target, fund, keep });
    this.mode = document.mode;
    this.print(document, (paper) => pruneScreen(document, paper));
  }
}
