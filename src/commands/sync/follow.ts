import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { mode } from "../../cli/flag-values.js";
import { mirrorFlags } from "../../cli/mirror-flags.js";
import { FollowNotes } from "../../cli/sync-notes.js";

export default class SyncFollow extends BaseCommand {
  static override summary = "Keeps a copy of a mirror for readers up to date.";
  static override description =
    "Keeps a directory up to date from a mirror, on whatever machine, until SIGTERM or Ctrl-C: `hedge status`, `nav`, `orders` " +
    "and every other reading command work there with --state DIR. An executor refuses to trade in it. An older copy in DIR is " +
    "replaced; anything else is never overwritten. Where the mirror holds no journal yet, it waits for one.";
  static override examples = [
    {
      description: "A copy for dashboards on another machine",
      command: "<%= config.bin %> <%= command.id %> --target s3://bucket/hedge --to /srv/replica",
    },
    {
      description: "As it is now, then end",
      command: "<%= config.bin %> <%= command.id %> --target file:///mnt/backup/hedge --to /srv/replica --once",
    },
  ];
  static override flags = {
    ...mirrorFlags,
    to: Flags.string({ description: "directory of the copy", required: true, helpValue: "DIR" }),
    mode: mode({ description: "whose journal, where the mirror has those of several modes" }),
    once: Flags.boolean({ description: "end when the copy has all that the mirror has", default: false }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(SyncFollow);
    const { runFollow } = await import("../../core/app/sync/run-follow.js");
    const notes = new FollowNotes(this.notes);
    const { target, fund, mode: wanted, to, once } = flags;
    const exitCode = await runFollow({ target, fund, mode: wanted, to, once }, (step) => {
      notes.tell(step);
    });
    this.leaveWith(toExitCode(exitCode));
  }
}
