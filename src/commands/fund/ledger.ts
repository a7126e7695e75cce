import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { fundLedgerScreen } from "../../cli/screens/fund-ledger-screen.js";

export default class FundLedger extends BaseCommand {
  static override description =
    "The unitised ledger, line by line; every NAV in it is worked out again from the session's journal, and the books of each " +
    "day by the money of each fill and by the venue's word. Exit 4 where two of them differ.";
  static override examples = [
    { description: "The ledger", command: "<%= config.bin %> fund ledger" },
    { description: "Series, holders and days as a document", command: "<%= config.bin %> fund ledger --json" },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(FundLedger);
    const { fundLedger } = await import("../../core/app/fund/ledger.js");
    const document = await fundLedger(this.place(flags));
    this.print(document, (paper) => fundLedgerScreen(document, paper));
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
