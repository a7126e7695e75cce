import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { toExitCode } from "../cli/exit-codes.js";
import { healthPort } from "../cli/health-flags.js";
import { mirrorFlags } from "../cli/mirror-flags.js";
import { SyncNotes } from "../cli/sync-notes.js";
import { syncLines } from "../cli/screens/sync-screen.js";

export default class Sync extends BaseCommand {
  static override summary = "Mirrors the journal to another place, and keeps on.";
  static override description =
    "Mirrors a session's journal and telemetry files to a directory, an S3 bucket or Firestore, while the session trades and " +
    "whenever it does not, until SIGTERM or Ctrl-C. It only reads what the executor writes. A place that does not answer is " +
    "tried again for as long as it takes; the journal waits. Exit code 8: another machine writes the mirror; 9: it holds " +
    "another journal (DIVERGED), nothing is overwritten.";
  static override examples = [
    {
      description: "To a directory, until Ctrl-C",
      command: "<%= config.bin %> sync --target file:///mnt/backup/hedge",
    },
    { description: "Once, as much as there is (cron)", command: "<%= config.bin %> sync --once" },
    {
      description: "To any S3-compatible store (keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)",
      command: "<%= config.bin %> sync --target 's3://bucket/hedge?region=eu-central-1'",
    },
    { description: "How far behind is it?", command: "<%= config.bin %> sync status" },
  ];
  static override flags = {
    ...mirrorFlags,
    "health-port": Flags.integer({ ...healthPort, env: "HEDGE_SYNC_HEALTH_PORT" }),
    once: Flags.boolean({ description: "end when all is mirrored, or at the first error", default: false }),
    "take-over": Flags.boolean({
      description: "write in place of the machine that wrote the mirror so far; that one is fenced and stops trading",
      default: false,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Sync);
    const { runSync } = await import("../core/app/sync/run-sync.js");
    const notes = new SyncNotes(this.notes);
    const health = { ...this.notes, port: flags["health-port"] };
    const wish = { target: flags.target, fund: flags.fund, once: flags.once, takeOver: flags["take-over"], health };
    const onNote = (text: string): void => {
      this.notes.warn(text);
    };
    const { document, exitCode } = await runSync(
      this.place(flags),
      { ...wish, configDirectory: flags.config, onNote },
      (state, process) => {
        this.mode = state.mode;
        notes.tell(state, process);
      },
    );
    this.print(document, (paper) => syncLines(document, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
