import * as Flags from "@oclif/core/flags";
import { DATA_KINDS, TIMEFRAMES } from "../core/domain/data-series.js";

/** Flags that name a lake or a series, the same in all commands of the lake. */
export const DATA_FLAGS = {
  lake: Flags.string({ description: "folder of the lake (default: paper.data_directory)", helpValue: "DIR" }),
  kind: Flags.option({ description: "kind of series", options: DATA_KINDS })(),
  venue: Flags.string({ description: "venue, as in binance-usdm", helpValue: "V" }),
  symbol: Flags.string({ description: "symbol, as in BTCUSDT", helpValue: "S" }),
  timeframe: Flags.option({ description: "length of the bars", options: TIMEFRAMES })(),
};
