import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { EXIT } from "../../cli/exit-codes.js";
import { instant } from "../../cli/flag-values.js";
import { whatIfScreen } from "../../cli/screens/whatif-screen.js";

export default class RiskWhatif extends BaseCommand {
  static override summary = "Tries an order without sending it.";
  static override description =
    "Exit code 6 when risk refuses it. Floors the notional to the venue's filters and has every rule judge it as it stands, on the books of the session's " +
    "last instant, or as the decision of --at met them. What sizing would have cut is shown as advice. --set and --nav change rules and NAV, never the past: " +
    "positions, marks and indicators stay as they are; a timer ends when the changed setting says, if that is sooner.";
  static override examples = [
    {
      description: "Would 5,000 USDT of BTC pass?",
      command: "<%= config.bin %> <%= command.id %> --symbol BTCUSDT --side buy --notional 5000",
    },
    {
      description: "With a limit price and a looser limit",
      command:
        "<%= config.bin %> <%= command.id %> --symbol ETHUSDT --side sell --notional 20000 --price 3400 --set risk_limits.global.max_trade_nav_pct=0.25",
    },
    {
      description: "Would the smallest change that `risk explain` names have let a veto pass?",
      command:
        "<%= config.bin %> <%= command.id %> --at 2024-03-05T19:00Z --symbol BTCUSDT --side buy --notional 3400 --set risk_limits.global.cooldown_minutes_after_stop=30",
    },
    {
      description: "In a script: exit code 0 passes, 6 is refused",
      command: "<%= config.bin %> <%= command.id %> --symbol SOLUSDT --side buy --notional 900 --json",
    },
  ];
  static override flags = {
    symbol: Flags.string({ description: "symbol of the session", required: true, helpValue: "S" }),
    side: Flags.string({ description: "buy or sell", required: true, helpValue: "buy|sell" }),
    notional: Flags.string({ description: "notional in USDT", required: true, helpValue: "N" }),
    price: Flags.string({ description: "limit price (default: the mark)", helpValue: "P" }),
    nav: Flags.string({ description: "reckon with this NAV instead of that of the books", helpValue: "N" }),
    strategy: Flags.string({
      description: "whose order it is (default: the one that trades the symbol)",
      helpValue: "S",
    }),
    at: instant({ description: "on the books as the decision of this instant met them (default: the last instant)" }),
    set: Flags.string({
      description: "change a setting, such as risk_limits.global.max_leverage=2; may be given several times",
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "rule.path=value",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RiskWhatif);
    const { whatIf } = await import("../../core/app/why.js");
    const reading = await whatIf(this.place(flags), flags, {
      assignments: flags.set ?? [],
      atMs: flags.at ?? null,
    });
    this.print(reading.document, (paper) => whatIfScreen(reading, paper));
    if (!reading.document.approved) this.leaveWith(EXIT.riskGateClosed);
  }
}
