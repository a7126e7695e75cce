import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { instant } from "../cli/flag-values.js";
import { screenPassLine, screenPassScreen, type ScreenPassView } from "../cli/screens/screen-pass-screen.js";
import { terminalOfWatch, type Watch, watchFrames } from "../cli/watch.js";

interface ScreenReading {
  readonly document: ScreenPassView;
  readonly fates: NonNullable<ScreenPassView["fates"]>;
  /** Nothing new will come: the session has ended. */
  readonly ended: boolean;
}

interface ScreenWatch extends Pick<Watch, "everyMs" | "sleep"> {
  readonly pass: () => Promise<ScreenReading>;
}

export default class Screen extends BaseCommand {
  static override summary = "One screener pass: who wants to trade, and why all others don't.";
  static override description =
    "Asks every strategy about each of its symbols, on the market as the session saw it at its last instant or at --at. " +
    "Each pair ends once: as a proto-intent, or as a drop with the figure and the setting behind it.";
  static override examples = [
    { description: "At the session's last instant", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One symbol at an earlier instant",
      command: "<%= config.bin %> <%= command.id %> --symbol ETHUSDT --at 2024-02-01T12:00Z",
    },
    {
      description: "Again every 10 seconds, until the session ends",
      command: "<%= config.bin %> <%= command.id %> --watch 10",
    },
    {
      description: "How many pairs each reason dropped",
      command:
        "<%= config.bin %> <%= command.id %> --json | jq '.dropped | group_by(.reason) | map({(.[0].reason): length}) | add'",
    },
  ];
  static override flags = {
    at: instant({ description: "instant of the session (default: its last)" }),
    symbol: Flags.string({ description: "only this symbol", helpValue: "S" }),
    watch: Flags.integer({
      description: "again every S seconds (2 where none are given): a table on a terminal, one line a pass elsewhere",
      helpValue: "[S]",
      min: 1,
      max: 86_400,
      exclusive: ["json", "at"],
    }),
  };
  static override optionalValues = { watch: "2" };

  async run(): Promise<void> {
    const { flags } = await this.parse(Screen);
    const { screenDocument } = await import("../core/app/why.js");
    const place = this.place(flags);
    const pass = async (): Promise<ScreenReading> => {
      const reading = await screenDocument(place, { atMs: flags.at ?? null, symbol: flags.symbol });
      this.mode = reading.document.mode;
      return reading;
    };
    if (flags.watch === undefined) {
      const { document, fates } = await pass();
      this.print(document, (paper) => screenPassScreen({ ...document, fates }, paper));
      return;
    }
    const { sleep } = await import("../core/app/readers.js");
    await this.#watch({ everyMs: flags.watch * 1_000, pass, sleep });
  }

  async #watch({ everyMs, pass, sleep }: ScreenWatch): Promise<void> {
    const redraw = this.terminal().interactive;
    const frame = async (): Promise<{ text: string; isLast: boolean }> => {
      const { document, fates, ended } = await pass();
      const view = { ...document, fates };
      const text = redraw ? this.painted((paper) => screenPassScreen(view, paper)) : screenPassLine(view);
      return { text, isLast: ended };
    };
    this.leaveWith(await watchFrames({ ...terminalOfWatch(redraw), everyMs, frame, sleep }));
  }
}
