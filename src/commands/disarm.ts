import { BaseCommand } from "../cli/base-command.js";
import { disarmScreen } from "../cli/screens/operator-screen.js";

export default class Disarm extends BaseCommand {
  static override summary = "Takes the production lease back.";
  static override description =
    "Takes the production lease back: nothing increases exposure any more; stops, cancels and reducing orders go on. " +
    "Without a lease it changes nothing.";
  static override examples = [
    { description: "No new risk from now on", command: "<%= config.bin %> disarm" },
    { description: "Of another state directory", command: "<%= config.bin %> disarm --state cache/prod" },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(Disarm);
    const { disarmSession, operatedSession } = await import("../core/app/operator/operator-commands.js");
    const session = await operatedSession(this.place(flags));
    this.mode = session.mode;
    const document = await disarmSession(session);
    this.print(document, (paper) => disarmScreen(document, paper));
  }
}
