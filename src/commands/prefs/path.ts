import { BaseCommand } from "../../cli/base-command.js";
import { pathScreen } from "../../cli/screens/preferences-screen.js";

export default class PrefsPath extends BaseCommand {
  static override description = "Where the personal preferences are kept.";
  static override examples = [
    { description: "The file", command: "<%= config.bin %> prefs path" },
    { description: "Edit it by hand", command: '$EDITOR "$(<%= config.bin %> prefs path)"' },
  ];

  async run(): Promise<void> {
    await this.parse(PrefsPath);
    const { getPreferences } = await import("../../cli/preferences.js");
    const { schema, mode, path } = getPreferences(undefined);
    this.print({ schema, mode, path }, () => pathScreen(path));
  }
}
