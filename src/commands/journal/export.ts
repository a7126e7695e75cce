import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { instant } from "../../cli/flag-values.js";
import { journalExportScreen } from "../../cli/screens/journal-screens.js";

export default class JournalExport extends BaseCommand {
  static override summary = "Writes the journal as Parquet, for research.";
  static override description =
    "Writes events (with the payload as JSON, money exact), cycles, signals, vetoes, orders, fills and funding as Parquet " +
    "files, one folder a table, with the hash chain checked on the way; export.json lists them with their SHA-256. Times are UTC " +
    "epoch milliseconds. An earlier export in the same directory is replaced, anything else is left alone.";
  static override examples = [
    { description: "The session, into its own directory", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "March, for a notebook",
      command: "<%= config.bin %> <%= command.id %> --from 2024-03-01 --to 2024-04-01 --out march --json",
    },
  ];
  static override flags = {
    out: Flags.string({ description: "directory to write (default: STATE/export)", helpValue: "DIR" }),
    from: instant({ description: "first event (UTC date or instant)" }),
    to: instant({ description: "events before this" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(JournalExport);
    const { journalExport } = await import("../../core/app/journal-export/journal-export.js");
    const { out, from = -Infinity, to = Infinity } = flags;
    const document = await journalExport({ place: this.place(flags), out, fromMs: from, toMs: to });
    this.mode = document.mode;
    this.print(document, (paper) => journalExportScreen(document, paper));
  }
}
