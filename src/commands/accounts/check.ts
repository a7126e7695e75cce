import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { accountsCheckScreen } from "../../cli/screens/accounts-screen.js";

export default class AccountsCheck extends BaseCommand {
  static override summary = "What the key of each account may do.";
  static override description =
    "Asks the venue of each account, with its key, what the key may do and how the account is set up: trading, withdrawal " +
    "(refused in prod), position and asset mode, fee asset, margin type, private stream. Signed questions that change " +
    "nothing. Exit code 4 when anything warns or fails, a venue that does not answer included.";
  static override examples = [
    { description: "Every account", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One account, at the production venue",
      command: "ENV=prod <%= config.bin %> <%= command.id %> main",
    },
    {
      description: "For a script: one document, exit code 0 or 4",
      command: "<%= config.bin %> <%= command.id %> --json",
    },
  ];
  static override args = { account: Args.string({ description: "only this account" }) };
  static override flags = {
    mode: Flags.option({
      description: "which venue is asked (default: what ENV says, else testnet)",
      options: ["testnet", "prod"] as const,
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AccountsCheck);
    const { checkAccounts } = await import("../../core/app/accounts/check-accounts.js");
    const { account } = args;
    const document = await checkAccounts({
      configDirectory: flags.config,
      env: process.env,
      mode: flags.mode,
      account,
    });
    this.print(document, (paper) => accountsCheckScreen(document, paper));
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }
}
