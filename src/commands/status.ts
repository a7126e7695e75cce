import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { EXIT } from "../cli/exit-codes.js";
import { plainStatus, type StatusView, statusScreen } from "../cli/screens/status-screen.js";
import { terminalOfWatch, type Watch, watchFrames } from "../cli/watch.js";

interface StatusReading {
  readonly document: StatusView;
  readonly fine: boolean;
  readonly text: () => string;
}

interface StatusWatch extends Pick<Watch, "everyMs" | "sleep"> {
  readonly read: () => Promise<StatusReading>;
  readonly plain: boolean;
}

export default class Status extends BaseCommand {
  static override summary = "Is it alive, what does it hold, is it losing money.";
  static override description =
    "Is it alive, what does it hold, is it losing money. Exit code 4 when a person should look.";
  static override examples = [
    { description: "A session at a glance", command: "<%= config.bin %> status" },
    { description: "Again every 5 seconds", command: "<%= config.bin %> status --watch 5" },
    { description: "How it stood at an instant", command: "<%= config.bin %> status --at 2024-05-01T14:00Z" },
    {
      description: "For cron: say something only when it is needed",
      command: "<%= config.bin %> status --json || mail -s hedge me",
    },
  ];
  static override flags = {
    watch: Flags.integer({
      description: "again every S seconds (2 where none are given), until the session ends",
      helpValue: "[S]",
      min: 1,
      max: 86_400,
      exclusive: ["json"],
    }),
    at: Flags.string({
      description: "the session as it stood at an instant, from its journal",
      helpValue: "T",
      exclusive: ["watch"],
    }),
    plain: Flags.boolean({ description: "one `name: value` a line, nothing that moves: for screen readers and logs" }),
  };
  static override optionalValues = { watch: "2" };

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { pastStatus, sleep, StatusFollower } = await import("../core/app/readers.js");
    const place = this.place(flags);
    const follower = new StatusFollower(place);
    const { at } = flags;
    const read = async (): Promise<StatusReading> => {
      const { document, fine, mirror } = this.unwrap(
        await (at === undefined ? follower.read() : pastStatus(place, at)),
      );
      const view = { ...document, mirror, isPast: at !== undefined };
      const text = (): string => this.painted((paper) => (flags.plain ? plainStatus : statusScreen)(view, paper));
      return { document, fine, text };
    };
    if (flags.watch === undefined) this.#printOnce(await read());
    else await this.#watch({ everyMs: flags.watch * 1_000, read, sleep, plain: flags.plain });
    follower.close();
  }

  #printOnce({ document, fine, text }: StatusReading): void {
    this.printText(document, text);
    if (!fine) this.leaveWith(EXIT.problemsFound);
  }

  async #watch({ everyMs, read, sleep, plain }: StatusWatch): Promise<void> {
    const redraw = this.terminal().interactive && !plain;
    const frame = async (): Promise<{ text: string; isLast: boolean }> => {
      const { document, text } = await read();
      return { text: text(), isLast: document.ended };
    };
    this.leaveWith(await watchFrames({ ...terminalOfWatch(redraw), everyMs, frame, sleep }));
  }
}
