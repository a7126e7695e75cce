import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { preferencesScreen } from "../../cli/screens/preferences-screen.js";

export default class PrefsSet extends BaseCommand {
  static override description =
    "Sets a personal preference. No preference changes a trade. theme and page are for the live screens (hedge tui), which come later.";
  static override examples = [
    {
      description: "The state that commands read where several modes have one",
      command: "<%= config.bin %> prefs set profile paper",
    },
    {
      description: "A theme for the live screens (hedge tui), which come later",
      command: "<%= config.bin %> prefs set theme classic",
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
