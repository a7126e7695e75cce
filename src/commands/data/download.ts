import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { DATA_FLAGS } from "../../cli/data-flags.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { instant } from "../../cli/flag-values.js";
import { startProgress } from "../../cli/progress.js";
import { dataDownloadScreen } from "../../cli/screens/data-download-screen.js";

export default class DataDownload extends BaseCommand {
  static override summary = "Downloads public history of a venue into the lake, and goes on where it was stopped.";
  static override description =
    "Asks Binance USD-M for bars, mark prices or funding, page by page within its rate limits, and adds them to the series in " +
    "the lake: what is missing before its first row (with --from) and after its last. The bar that has not ended is left out. " +
    "Ctrl-C ends it after the page under way; started again, it goes on there, as it does after a kill. No key is needed.";
  static override examples = [
    {
      description: "Hours of BTCUSDT since 2020",
      command:
        "<%= config.bin %> <%= command.id %> --lake lake --venue binance --symbol BTCUSDT --timeframe 1h --from 2020-01-01",
    },
    {
      description: "All its funding",
      command: "<%= config.bin %> <%= command.id %> --lake lake --venue binance --symbol BTCUSDT --kind funding",
    },
  ];
  static override flags = {
    ...DATA_FLAGS,
    venue: Flags.string({ description: "venue of venues.json", helpValue: "V", default: "binance" }),
    symbol: Flags.string({ description: "symbol, as in BTCUSDT", helpValue: "S", required: true }),
    from: instant({ description: "first row (UTC date or instant; default: the venue's first)" }),
    to: instant({ description: "rows before this (default: all that have ended)" }),
    replace: Flags.boolean({ description: "rows of the venue that differ take the place of those of the lake" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DataDownload);
    const { downloadSeries } = await import("../../core/app/data/download.js");
    const progress = await startProgress("download", this.terminal(process.stderr));
    const { document, exitCode } = await downloadSeries({
      ...flags,
      kind: flags.kind ?? "ohlcv",
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    }).finally(() => {
      progress.stop();
    });
    this.print(document, (paper) => dataDownloadScreen(document, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
