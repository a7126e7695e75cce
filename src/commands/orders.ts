import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { pastInstant } from "../cli/flag-values.js";
import { ordersScreen } from "../cli/screens/orders-screen.js";

export default class Orders extends BaseCommand {
  static override summary = "Orders of the session, oldest first.";
  static override description =
    "Orders of the session, oldest first: what was asked, what was filled, at which price and cost.";
  static override examples = [
    { description: "The newest orders", command: "<%= config.bin %> orders" },
    { description: "Orders that may still fill", command: "<%= config.bin %> orders --open" },
    { description: "Orders that were open then", command: "<%= config.bin %> orders --open --at 2024-05-01T14:00Z" },
    { description: "Orders whose outcome nobody knows yet", command: "<%= config.bin %> orders --unknown --json" },
  ];
  static override flags = {
    open: Flags.boolean({ description: "only orders that may still fill" }),
    unknown: Flags.boolean({ description: "only orders whose outcome is not known", exclusive: ["open"] }),
    at: pastInstant,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Orders);
    const { ordersDocument } = await import("../core/app/readers.js");
    const document = this.unwrap(await ordersDocument(this.place(flags), flags, flags.at));
    this.print(document, (paper) => ordersScreen(document, paper));
  }
}
