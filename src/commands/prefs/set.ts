import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { preferencesScreen } from "../../cli/screens/preferences-screen.js";

export default class PrefsSet extends BaseCommand {
  static override description = "Sets a personal preference. No preference changes a trade.";
  static override examples = [
    {
      description: "Green and red instead of colours that everybody can tell apart",
      command: "<%= config.bin %> prefs set theme classic",
    },
    {
      description: "The state that screens open where several modes have one",
      command: "<%= config.bin %> prefs set profile paper",
    },
  ];
  static override args = {
    name: Args.string({ required: true, description: "theme, page or profile" }),
    value: Args.string({ required: true, description: "its new value" }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(PrefsSet);
    const { setPreference } = await import("../../cli/preferences.js");
    const document = setPreference(args.name, args.value);
    this.print(document, (paper) => preferencesScreen(document, paper));
  }
}
