import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../cli/base-command.js";
import { preferencesScreen } from "../../cli/screens/preferences-screen.js";

export default class PrefsGet extends BaseCommand {
  static override description =
    "Personal preferences: profile; theme and page for the live screens (hedge tui), which come later.";
  static override examples = [
    { description: "All of them", command: "<%= config.bin %> prefs get" },
    { description: "One of them", command: "<%= config.bin %> prefs get theme" },
  ];
  static override args = { name: Args.string({ description: "theme, page or profile; all without it" }) };

  async run(): Promise<void> {
    const { args } = await this.parse(PrefsGet);
    const { getPreferences } = await import("../../cli/preferences.js");
    const document = getPreferences(args.name);
    this.print(document, (paper) => preferencesScreen(document, paper));
  }
}
