import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { DATA_FLAGS } from "../../cli/data-flags.js";
import { instant } from "../../cli/flag-values.js";
import { dataExportScreen } from "../../cli/screens/data-export-screen.js";

export default class DataExport extends BaseCommand {
  static override summary = "Writes a series of the lake, or a part of it, as CSV or Parquet.";
  static override description =
    "Writes one series as a file for other programs: times in UTC epoch milliseconds, exact doubles. Bars that the lake does " +
    "not have are made of the longest shorter ones it has, on the UTC grid; one of which bars are missing is left out and named.";
  static override examples = [
    {
      description: "Hours of BTCUSDT in 2024 as CSV",
      command: "<%= config.bin %> <%= command.id %> --symbol BTCUSDT --timeframe 1h --from 2024-01-01 --out btc.csv",
    },
    {
      description: "Days, made of the hours",
      command: "<%= config.bin %> <%= command.id %> --symbol BTCUSDT --timeframe 1d --format parquet --out btc.parquet",
    },
  ];
  static override flags = {
    ...DATA_FLAGS,
    symbol: Flags.string({ description: "symbol, as in BTCUSDT", helpValue: "S", required: true }),
    format: Flags.option({ description: "form of the file", options: ["csv", "parquet"] as const, default: "csv" })(),
    out: Flags.string({ description: "file to write", helpValue: "FILE", required: true }),
    from: instant({ description: "first row (UTC date or instant)" }),
    to: instant({ description: "rows before this" }),
    force: Flags.boolean({ description: "replace a file that is there" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DataExport);
    const { exportSeries } = await import("../../core/app/data/export.js");
    const document = await exportSeries({ ...flags, kind: flags.kind ?? "ohlcv" });
    this.print(document, (paper) => dataExportScreen(document, paper));
  }
}
