import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { CommandFailure } from "../cli/failure.js";
import { EXIT } from "../cli/exit-codes.js";
import type { LiveWorld, runLive as RunLiveFunction } from "../tui/live/run-live.js";
import type { Look } from "../tui/once.js";
import type { ExplainView } from "../cli/screens/explain-view.js";
import { plainFund } from "../cli/screens/plain-fund.js";
import { plainStatus } from "../cli/screens/status-screen.js";
import { frameSize, isAsciiLocale } from "../cli/terminal.js";
import { terminalOfWatch, watchFrames } from "../cli/watch.js";

const PAGES = [
  "overview",
  "positions",
  "vetoes",
  "orders",
  "risk",
  "router",
  "strategies",
  "fund",
  "health",
  "ml",
] as const;

/** Commands that tell in words what `--plain` has no lines for. */
const IN_WORDS: Readonly<Partial<Record<Look["page"], string>>> = {
  positions: "hedge positions",
  vetoes: "hedge vetoes",
  orders: "hedge orders",
  risk: "hedge risk show",
  router: "hedge router show",
  strategies: "hedge doctor signals",
  health: "hedge doctor",
  ml: "hedge ml show",
};

interface Reading {
  readonly text: string;
  readonly isFine: boolean;
  /** Nothing new will come. */
  readonly isLast: boolean;
}

interface LookFlags extends Pick<Look, "ascii" | "investor"> {
  readonly page?: Look["page"] | undefined;
  readonly theme?: Look["theme"] | undefined;
}

interface ScreenFeed extends Pick<LiveWorld, "read"> {
  readonly directory: string;
  /** Loaded only for a live screen. */
  readonly acting: () => Promise<Acting>;
  readonly first: Parameters<typeof RunLiveFunction>[0];
}

interface Acting {
  readonly storyTeller: (directory: string) => StoryTeller;
  readonly carryOut: (deed: Deed, place: DeedPlace) => Promise<string>;
  readonly screenClock: LiveWorld["clock"];
}

interface StoryTeller {
  readonly stop: () => void;
  readonly tell: (
    id: string,
  ) => Promise<{ readonly ok: true; readonly value: ExplainView } | { readonly ok: false; readonly error: string }>;
}

type Deed = Parameters<NonNullable<LiveWorld["carryOut"]>>[0];

interface DeedPlace {
  readonly directory: string;
  readonly config: string;
}

interface LiveFlags {
  readonly config: string;
  readonly operator: boolean;
}

type Sleep = (durationMs: number, signal: AbortSignal) => Promise<void>;

export default class Tui extends BaseCommand {
  static override summary = "Live screens of a session: alive, losing, blocked, and why.";
  static override description =
    "Live screens of a session: alive, losing, blocked, and why. Reads only; `!` shows the command that would act, and with " +
    "--operator a halt, a pause or a flatten can be given from here. Without a terminal it prints one frame. With --once or " +
    "--json, exit code 4 when the session is stale or critical. `?` lists the keys.";
  static override examples = [
    { description: "Follow a session", command: "<%= config.bin %> tui" },
    { description: "One frame, for a look over SSH or from cron", command: "<%= config.bin %> tui --once" },
    {
      description: "The vetoes of another state directory",
      command: "<%= config.bin %> tui --page vetoes --state DIR",
    },
    { description: "The whole read model for a script", command: "<%= config.bin %> tui --json | jq .status.nav" },
    { description: "How it stood at an instant", command: "<%= config.bin %> tui --once --at 2024-05-01T13:00Z" },
  ];
  static override flags = {
    page: Flags.option({ description: "page to open", options: PAGES, helpValue: "P" })(),
    once: Flags.boolean({ description: "print one frame and leave" }),
    watch: Flags.integer({
      description: "a frame (with --json a document) every S seconds (2 where none are given)",
      helpValue: "[S]",
      min: 1,
      max: 86_400,
      exclusive: ["once"],
    }),
    at: Flags.string({ description: "the session as it stood at an instant, from its journal", helpValue: "T" }),
    plain: Flags.boolean({
      description: "the status, or with --page fund the fund, as `name: value` lines: for screen readers and logs",
    }),
    ascii: Flags.boolean({ description: "no signs beyond ASCII (also: a locale that is not UTF-8)" }),
    theme: Flags.option({ description: "colours", options: ["default", "classic", "mono"] as const })(),
    investor: Flags.boolean({
      description: "only the fund page, strategies numbered",
      exclusive: ["operator", "page"],
    }),
    operator: Flags.boolean({ description: "may halt, pause a strategy and flatten, each after a confirmation" }),
  };
  static override optionalValues = { watch: "2" };

  async run(): Promise<void> {
    const { flags } = await this.parse(Tui);
    const { fundDocument, investorFeed, isViewFine, openScreens, sleep } =
      await import("../core/app/screens/open-screens.js");
    const whole = this.unwrap(await openScreens(this.place(flags), flags.at));
    const feed = flags.investor ? investorFeed(whole) : whole;
    if (flags.plain) this.#requirePlainPage(flags.page);
    const acting = (): ReturnType<ScreenFeed["acting"]> => import("../core/app/screens/carry-out.js");
    const look = await this.#look(flags);
    const { onceText } = await import("../tui/once.js");
    const reading = async (): Promise<Reading> => {
      const view = this.unwrap(await feed.read());
      const plain = (): string =>
        this.painted((paper) =>
          flags.investor || flags.page === "fund"
            ? plainFund(fundDocument(view), paper)
            : plainStatus({ ...view.status, isPast: view.time === "past" }, paper),
        );
      const text = flags.plain ? plain() : onceText(view, { ...look, ...this.#size() });
      const isLast = view.status.ended || view.time === "past";
      const document = flags.investor ? fundDocument(view) : view;
      return { text: this.wantsJson ? `${JSON.stringify(document)}\n` : text, isFine: isViewFine(view), isLast };
    };
    if (flags.watch !== undefined) await this.#watch(flags.watch * 1_000, reading, sleep);
    else if (flags.once || flags.plain || !this.#isLive()) this.#printOnce(await reading());
    else await this.#live({ ...feed, acting, first: this.unwrap(await feed.read()) }, look, flags);
  }

  /** Words for what `--plain` does not tell are those of a command. */
  #requirePlainPage(page: Look["page"] | undefined): void {
    const command = page === undefined ? undefined : IN_WORDS[page];
    if (command === undefined) return;
    const message = `--plain tells the status, and with --page fund the fund; page ${String(page)} has no lines of its own`;
    throw new CommandFailure({
      code: "invalid_value",
      message,
      path: "--page",
      value: page,
      fix: `\`${command}\` tells it in words.`,
    });
  }

  #printOnce({ text, isFine }: Reading): void {
    process.stdout.write(text);
    if (!isFine) this.leaveWith(EXIT.problemsFound);
  }

  async #watch(everyMs: number, reading: () => Promise<Reading>, sleep: Sleep): Promise<void> {
    const redraw = this.terminal().interactive && !this.wantsJson;
    const frame = async (): Promise<{ text: string; isLast: boolean }> => {
      const { text, isLast } = await reading();
      return { text: this.wantsJson ? text.trimEnd() : text, isLast };
    };
    this.leaveWith(await watchFrames({ ...terminalOfWatch(redraw), everyMs, frame, sleep }));
  }

  async #look(flags: LookFlags): Promise<Omit<Look, "width" | "height">> {
    const { preferredScreen } = await import("../cli/preferences.js");
    const preferred = preferredScreen();
    return {
      page: flags.page ?? preferred.page,
      theme: flags.theme ?? preferred.theme,
      ascii: flags.ascii || isAsciiLocale(process.env),
      colour: this.terminal().colour,
      investor: flags.investor,
    };
  }

  /** A person at a terminal that can be painted on; CI means that nobody looks. */
  #isLive(): boolean {
    return this.terminal().interactive && process.stdin.isTTY && !this.wantsJson;
  }

  async #live(feed: ScreenFeed, look: Omit<Look, "width" | "height">, flags: LiveFlags): Promise<void> {
    const { firstFrame } = await import("../tui/live/first-frame.js");
    const shown = firstFrame(feed.first, { ...look, operator: flags.operator }, process.stdout, process.stdin);
    const { runLive } = await import("../tui/live/run-live.js");
    const { carryOut, screenClock, storyTeller } = await feed.acting();
    const { storyLinks } = await import("../cli/screens/story-lines.js");
    const teller = storyTeller(feed.directory);
    const place = { directory: feed.directory, config: flags.config };
    const { first } = feed;
    const code = await runLive(first, look, {
      clock: screenClock,
      read: () => feed.read(),
      carryOut: flags.operator && first.time === "now" ? (deed): Promise<string> => carryOut(deed, place) : null,
      tell: async (id) => {
        const told = await teller.tell(id);
        if (!told.ok) return told;
        const isKnown = (at: string | null): boolean =>
          first.time === "now" || at === null || Date.parse(at) <= Date.parse(first.at);
        return { ok: true, value: storyLinks(told.value).filter(({ at }) => isKnown(at)) };
      },
      output: process.stdout,
      firstFrame: shown,
      input: process.stdin,
    });
    teller.stop();
    this.leaveWith(code);
  }

  #size(): { readonly width: number; readonly height: number } {
    return frameSize(process.stdout, process.env);
  }
}
