import { BaseCommand } from "../../cli/base-command.js";
import { riskScreen } from "../../cli/screens/risk-screen.js";

export default class RiskShow extends BaseCommand {
  static override description = "Limits with usage and headroom, trading state, cooldowns and vetoes.";
  static override examples = [
    { description: "How near the limits are", command: "<%= config.bin %> risk show" },
    {
      description: "Limits that are used to 70 % or more",
      command: "<%= config.bin %> risk show --json | jq '.limits[] | select(.usage >= 0.7)'",
    },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(RiskShow);
    const { riskDocument } = await import("../../core/app/readers.js");
    const document = this.unwrap(await riskDocument(this.place(flags)));
    this.print(document, (paper) => riskScreen(document, paper));
  }
}
