import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { routerScreen } from "../../cli/screens/router-screen.js";

export default class RouterShow extends BaseCommand {
  static override summary = "How orders of each symbol reach the market, and what that costs.";
  static override description =
    "How orders of each symbol reach the market: policy in force, quality, offset, fill and fallback ratios, slippage, " +
    "latencies. With --symbol all figures of one symbol: reasons, last changes, what its newest intents cost, suggestions.";
  static override examples = [
    { description: "All symbols", command: "<%= config.bin %> <%= command.id %>" },
    { description: "Everything about one", command: "<%= config.bin %> <%= command.id %> --symbol BTCUSDT" },
    {
      description: "Symbols that are degraded or broken",
      command: `<%= config.bin %> <%= command.id %> --json | jq '.items[] | select(.quality | test("degraded|broken"))'`,
    },
    {
      description: "What the figures suggest to change",
      command: "<%= config.bin %> <%= command.id %> --json | jq '.items[].suggestions[]'",
    },
  ];
  static override flags = {
    symbol: Flags.string({ description: "only this symbol, with all its figures", helpValue: "S" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RouterShow);
    const { routerDocument } = await import("../../core/app/readers.js");
    const document = this.unwrap(await routerDocument(this.place(flags), flags));
    this.print(document, (paper) => routerScreen(document, paper, flags.symbol !== undefined));
  }
}
