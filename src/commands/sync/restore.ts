import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { mode } from "../../cli/flag-values.js";
import { mirrorFlags } from "../../cli/mirror-flags.js";
import { startProgress } from "../../cli/progress.js";
import { restoreScreen } from "../../cli/screens/sync-screen.js";
import { restoredSoFar } from "../../cli/sync-notes.js";

export default class SyncRestore extends BaseCommand {
  static override summary = "Makes a state directory out of a mirror.";
  static override description =
    "Makes a complete state directory out of a mirror: the journal byte for byte, each line checked, and the telemetry files " +
    "made from it. It never overwrites anything. With --take-over the directory writes the mirror from now on: the machine " +
    "that did so before is fenced, and its executor stops trading.";
  static override examples = [
    {
      description: "To look at, anywhere",
      command: "<%= config.bin %> <%= command.id %> --target file:///mnt/backup/hedge --to /srv/look",
    },
    {
      description: "To trade in place of a machine that is lost",
      command: "<%= config.bin %> <%= command.id %> --target s3://bucket/hedge --take-over --to /srv/hedge",
    },
  ];
  static override flags = {
    ...mirrorFlags,
    to: Flags.string({ description: "new directory", required: true, helpValue: "DIR" }),
    mode: mode({ description: "whose journal, where the mirror has those of several modes" }),
    "take-over": Flags.boolean({
      description: "trade here instead of where the mirror is written now",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(SyncRestore);
    const { runRestore } = await import("../../core/app/sync/run-restore.js");
    const progress = await startProgress("restore", this.terminal(process.stderr));
    const wish = {
      target: flags.target,
      fund: flags.fund,
      mode: flags.mode,
      to: flags.to,
      takeOver: flags["take-over"],
    };
    const outcome = await runRestore(wish, (at) => {
      progress.update(0, restoredSoFar(at));
    }).finally(() => {
      progress.stop();
    });
    this.mode = outcome.document.mode;
    this.print(outcome.document, (paper) => restoreScreen(outcome, paper));
  }
}
