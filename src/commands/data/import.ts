import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { DATA_FLAGS } from "../../cli/data-flags.js";
import { startProgress } from "../../cli/progress.js";
import { dataImportScreen } from "../../cli/screens/data-import-screen.js";

export default class DataImport extends BaseCommand {
  static override summary = "Puts recorded market data into the lake: archives of Binance, CSV, Parquet.";
  static override description =
    "Reads zips and CSVs of data.binance.vision (klines, markPriceKlines, fundingRate; with or without header, times in " +
    "milliseconds or microseconds; a .CHECKSUM file beside one is verified), CSVs with a header, and Parquet files. What the " +
    "name of a file does not tell, flags have to. A folder with a manifest is another lake: its series tell what they are, and flags " +
    "choose among them. Rows that the lake has already are dropped; a row that differs is refused, " +
    "with both values, unless --replace. Everything is read before anything is written. Times without zone are UTC.";
  static override examples = [
    {
      description: "A folder of the archive",
      command: "<%= config.bin %> <%= command.id %> data/futures/um/monthly/klines/BTCUSDT/1h --lake lake",
    },
    {
      description: "Any CSV with columns like date, open, high, low, close, volume",
      command:
        "<%= config.bin %> <%= command.id %> btc.csv --lake lake --venue binance --symbol BTCUSDT --timeframe 1h",
    },
    {
      description: "Mark prices, whose files are named as those of trades",
      command:
        "<%= config.bin %> <%= command.id %> BTCUSDT-1h-2024-01.zip --lake lake --venue binance-usdm --kind mark",
    },
  ];
  static override strict = false;
  static override args = {
    files: Args.string({ description: "files, folders with files, or another lake", required: true }),
  };
  static override flags = {
    ...DATA_FLAGS,
    replace: Flags.boolean({ description: "rows that differ from those of the lake take their place" }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(DataImport);
    const { importFiles } = await import("../../core/app/data/import.js");
    const { kind = null, venue = null, symbol = null, timeframe = null } = flags;
    const progress = await startProgress("import", this.terminal(process.stderr));
    const document = await importFiles({
      ...flags,
      paths: argv.map(String),
      wanted: { kind, venue, symbol, timeframe },
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    }).finally(() => {
      progress.stop();
    });
    this.print(document, (paper) => dataImportScreen(document, paper));
  }
}
