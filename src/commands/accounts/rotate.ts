import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { rotateScreen } from "../../cli/screens/accounts-screen.js";

export default class AccountsRotate extends BaseCommand {
  static override summary = "Puts a new key in the place of an account's old one, after testing it.";
  static override description =
    "Reads the new pair from two files (0600), asks the venue with it (signed questions that change nothing), and only then " +
    "replaces the files that …_FILE names, keeping the old ones as .old. A pair that the venue refuses, that may not trade, " +
    "or, in prod, may withdraw, changes nothing. Says what is left to do.";
  static override examples = [
    {
      description: "A new key for the account main",
      command: "<%= config.bin %> <%= command.id %> main --key-file new.key --secret-file new.secret",
    },
  ];
  static override args = { account: Args.string({ description: "account of accounts.json", required: true }) };
  static override flags = {
    "key-file": Flags.string({ description: "file with the new key (0600)", required: true, helpValue: "FILE" }),
    "secret-file": Flags.string({ description: "file with the new secret (0600)", required: true, helpValue: "FILE" }),
    mode: Flags.option({
      description: "which venue it is tested at (default: what ENV says, else testnet)",
      options: ["testnet", "prod"] as const,
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AccountsRotate);
    const { rotateAccount } = await import("../../core/app/accounts/rotate-account.js");
    const document = await rotateAccount({
      configDirectory: flags.config,
      env: process.env,
      mode: flags.mode,
      account: args.account,
      keyFile: flags["key-file"],
      secretFile: flags["secret-file"],
      state: flags.state,
    });
    this.print(document, (paper) => rotateScreen(document, paper));
  }
}
