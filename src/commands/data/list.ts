import { BaseCommand } from "../../cli/base-command.js";
import { DATA_FLAGS } from "../../cli/data-flags.js";
import { dataScreen } from "../../cli/screens/data-screen.js";

export default class DataList extends BaseCommand {
  static override summary = "Which series the data lake has, from when to when, and what is missing.";
  static override description =
    "Which series the data lake has: bars, mark prices and funding rates, their span, gaps and length, as the manifest says " +
    "(hedge data verify proves it). The lake is the folder of paper.data_directory, or the one that --lake names.";
  static override examples = [
    { description: "All series", command: "<%= config.bin %> <%= command.id %>" },
    { description: "Those of one symbol", command: "<%= config.bin %> <%= command.id %> --symbol BTCUSDT" },
    {
      description: "Series with gaps in a lake of your own",
      command: "<%= config.bin %> <%= command.id %> --lake lake --json | jq '.series[] | select(.gaps > 0)'",
    },
  ];
  static override flags = { lake: DATA_FLAGS.lake, symbol: DATA_FLAGS.symbol, kind: DATA_FLAGS.kind };

  async run(): Promise<void> {
    const { flags } = await this.parse(DataList);
    const { listLake } = await import("../../core/app/data/list.js");
    const document = await listLake(flags);
    this.print(document, (paper) => dataScreen(document, paper));
  }
}
