import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { accountsScreen } from "../../cli/screens/accounts-screen.js";

export default class AccountsList extends BaseCommand {
  static override summary = "Accounts, their venues, and where their keys stand.";
  static override description =
    "Accounts of accounts.json with the variable or file that holds each key and secret. Values are never shown. A key is " +
    "taken from $CREDENTIALS_DIRECTORY, then the file that …_FILE names, then the age-encrypted one that …_AGE_FILE names " +
    "(opened with the identity in HEDGE_AGE_IDENTITY_FILE), then the environment, then .env (never in prod); the account's " +
    "own name (MACRO_BINANCE_API_KEY) before the venue's (BINANCE_API_KEY). Asks no venue.";
  static override examples = [
    { description: "Which keys would be used?", command: "<%= config.bin %> <%= command.id %>" },
    { description: "As a document", command: "<%= config.bin %> <%= command.id %> --json" },
  ];
  static override flags = {
    mode: Flags.option({
      description: "whose keys (default: what ENV says, else testnet)",
      options: ["testnet", "prod"] as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AccountsList);
    const { listAccounts } = await import("../../core/app/accounts/list-accounts.js");
    const document = await listAccounts({ configDirectory: flags.config, env: process.env, mode: flags.mode });
    this.print(document, (paper) => accountsScreen(document, paper));
  }
}
