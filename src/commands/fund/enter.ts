import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { enteredScreen } from "../../cli/screens/fund-ledger-screen.js";

const ENTRIES = ["open", "subscribe", "redeem", "withdraw", "subfund", "nav", "pay"] as const;

export default class FundEnter extends BaseCommand {
  static override summary = "Writes a line into the fund's ledger.";
  static override description =
    "open: a fund over the books as they stand. subscribe, redeem: requests that wait for a NAV; withdraw takes one back. nav: " +
    "strikes a NAV of the books and deals what waits. subfund: units of another fund. pay: money for what is owed.";
  static override examples = [
    { description: "Open a fund", command: "<%= config.bin %> <%= command.id %> open --investor founder" },
    {
      description: "Money has come in",
      command: "<%= config.bin %> <%= command.id %> subscribe --id s1 --investor ada --amount 25000",
    },
    {
      description: "All units at the next dealing",
      command: "<%= config.bin %> <%= command.id %> redeem --id r1 --investor ada --units all",
    },
    { description: "Strike a NAV and deal", command: "<%= config.bin %> <%= command.id %> nav" },
  ];
  static override args = {
    entry: Args.string({ description: "what happened", options: [...ENTRIES], required: true }),
  };
  static override flags = {
    at: Flags.string({ description: "instant of it (default: the last one of the books)", helpValue: "T" }),
    id: Flags.string({ description: "name of the request, or of the other fund", helpValue: "ID" }),
    investor: Flags.string({ description: "whose money", helpValue: "NAME" }),
    amount: Flags.string({ description: "USD", helpValue: "N" }),
    units: Flags.string({ description: "units, or all", helpValue: "N" }),
    to: Flags.string({ description: "redemption, management_fee or performance_fee", helpValue: "WHOM" }),
    price: Flags.string({ description: "NAV per unit of another fund", helpValue: "ID=N", multiple: true }),
    reason: Flags.string({ description: "why a request is withdrawn", helpValue: "R" }),
    deal: Flags.boolean({ description: "deal what waits at the NAV", default: true, allowNo: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FundEnter);
    const { enterFundEvent } = await import("../../core/app/fund/enter.js");
    const entry = ENTRIES.find((name) => name === args.entry) ?? "nav";
    const document = await enterFundEvent(this.place(flags), entry, { ...flags, env: process.env });
    this.print(document, (paper) => enteredScreen(document, paper));
  }
}
