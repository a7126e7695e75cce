import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { modelScreen, modelsScreen } from "../../cli/screens/ml-screen.js";

export default class MlShow extends BaseCommand {
  static override summary = "The models of the registry, or all that is known of one.";
  static override description =
    "Reads STATE/models: what each model learned from, how it did out of sample, and which check it fails. A record that was " +
    "changed since it was written is named and not read.";
  static override examples = [
    { description: "All of them", command: "<%= config.bin %> <%= command.id %>" },
    { description: "One of them", command: "<%= config.bin %> <%= command.id %> gbm-0123456789" },
    { description: "Its hashes", command: "<%= config.bin %> <%= command.id %> gbm-0123456789 --json | jq .hashes" },
  ];
  static override args = {
    model: Args.string({ name: "MODEL", description: "id of the model, or its beginning (default: all)" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MlShow);
    const { showModel, showModels } = await import("../../core/app/ml/show.js");
    if (args.model === undefined) {
      const all = showModels(flags.state);
      this.print(all, (paper) => modelsScreen(all, paper));
      return;
    }
    const one = showModel(flags.state, args.model);
    this.print(one, (paper) => modelScreen(one, paper));
  }
}
