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

type DocumentReader = () => Promise<Pick<StatusReading, "document" | "fine">>;

interface StatusWatch extends Pick<Watch, "everyMs"> {
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
    const readDocument = await this.#reader(this.place(flags), flags.at);
    const isPast = flags.at !== undefined;
    const read = async (): Promise<StatusReading> => {
      const { document, fine } = await readDocument();
      return {
        document,
        fine,
        text: () => this.painted((paper) => (flags.plain ? plainStatus : statusScreen)({ ...document, isPast }, paper)),
      };
    };
    if (flags.watch === undefined) this.#printOnce(await read());
    else await this.#watch({ everyMs: flags.watch * 1_000, read, plain: flags.plain });
  }

  /** Nobody needs to look at what is past. */
  async #reader(place: ReturnType<Status["place"]>, at: string | undefined): Promise<DocumentReader> {
    if (at === undefined) {
      const { statusReading } = await import("../core/app/readers.js");
      return async () => this.unwrap(await statusReading(place));
    }
    const { openScreens } = await import("../core/app/screens/open-screens.js");
    const feed = this.unwrap(await openScreens(place, at));
    return async () => ({ document: this.unwrap(await feed.read()).status, fine: true });
  }

  #printOnce({ document, fine, text }: StatusReading): void {
    this.printText(document, text);
    if (!fine) this.leaveWith(EXIT.problemsFound);
  }

  async #watch({ everyMs, read, plain }: StatusWatch): Promise<void> {
    const { sleep } = await import("../core/app/readers.js");
    const redraw = this.terminal().interactive && !plain;
    const frame = async (): Promise<{ text: string; isLast: boolean }> => {
      const { document, text } = await read();
      return { text: text(), isLast: document.ended };
    };
    this.leaveWith(await watchFrames({ ...terminalOfWatch(redraw), everyMs, frame, sleep }));
  }
}
