import { BaseCommand } from "../../cli/base-command.js";
import { mirrorFlags } from "../../cli/mirror-flags.js";
import { fetchScreen } from "../../cli/screens/retention-screens.js";

export default class SyncFetch extends BaseCommand {
  static override summary = "Brings the segments back that `hedge sync prune` took off the disk.";
  static override description =
    "Reads the whole mirror back and puts the segments that are away into their places, packed, each compared with what went. " +
    "Needed before an upgrade (its first start reads the whole journal), and to verify, replay or export a whole session.";
  static override examples = [
    { description: "From the place of the mirror", command: "<%= config.bin %> <%= command.id %> --state cache/prod" },
    {
      description: "From a mirror that is named",
      command: "<%= config.bin %> <%= command.id %> --target s3://bucket/hedge",
    },
  ];
  static override flags = mirrorFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(SyncFetch);
    const { fetchJournal } = await import("../../core/app/sync/fetch-journal.js");
    const document = await fetchJournal(this.place(flags), { target: flags.target, fund: flags.fund });
    this.mode = document.mode;
    this.print(document, (paper) => fetchScreen(document, paper));
  }
}
