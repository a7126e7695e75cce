import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { instant } from "../cli/flag-values.js";
import { screenPassScreen } from "../cli/screens/screen-pass-screen.js";

export default class Screen extends BaseCommand {
  static override summary = "One screener pass: who wants to trade, and why all others don't.";
  static override description =
    "Asks every strategy about each of its symbols, on the market as the session saw it at its last instant or at --at. " +
    "Each pair ends once: as a proto-intent, or as a drop with the figure and the setting behind it.";
  static override examples = [
    { description: "At the session's last instant", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One symbol at an earlier instant",
      command: "<%= config.bin %> <%= command.id %> --symbol ETHUSDT --at 2024-02-01T12:00Z",
    },
    {
      description: "How many pairs each reason dropped",
      command:
        "<%= config.bin %> <%= command.id %> --json | jq '.dropped | group_by(.reason) | map({(.[0].reason): length}) | add'",
    },
  ];
  static override flags = {
    at: instant({ description: "instant of the session (default: its last)" }),
    symbol: Flags.string({ description: "only this symbol", helpValue: "S" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Screen);
    const { screenDocument } = await import("../core/app/why.js");
    const document = await screenDocument(this.place(flags), { atMs: flags.at ?? null, symbol: flags.symbol });
    this.mode = document.mode;
    this.print(document, (paper) => screenPassScreen(document, paper));
  }
}
