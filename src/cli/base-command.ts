import { Command } from "@oclif/core/command";
import * as Flags from "@oclif/core/flags";
import type { Mode } from "../core/domain/mode.js";
import type { Result } from "../core/lib/result.js";
import type { ExitCode } from "./exit-codes.js";
import { CommandFailure, errorDocument, type FailureReport, toFailure } from "./failure.js";
import { suggestion } from "./did-you-mean.js";
import { createLog, type Log, LOG_LEVELS, type LogLevel } from "./log.js";
import { fillOptionalValues } from "./optional-values.js";
import { renderFailure } from "./render-failure.js";
import { createPaper, type Paper } from "./paper.js";
import { describeTerminal, type Terminal } from "./terminal.js";
import { isUsageError, requestedExit, usageFailure } from "./usage-failure.js";

/** Where a reading command looks, in the words of the global flags. */
interface ReadingPlace {
  readonly state: string | undefined;
  readonly preferredMode: () => Promise<Mode | null>;
  readonly notice: (message: string) => void;
}

const GLOBAL = { helpGroup: "GLOBAL" } as const;

/** What all commands share: global flags, one document under --json, failures as exit codes. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    config: Flags.string({
      ...GLOBAL,
      description: "directory of the configuration",
      default: "config",
      helpValue: "DIR",
    }),
    state: Flags.string({
      ...GLOBAL,
      description: "state directory (default: cache/<mode>)",
      helpValue: "DIR",
    }),
    json: Flags.boolean({ ...GLOBAL, description: "print exactly one JSON document" }),
    "no-color": Flags.boolean({ ...GLOBAL, description: "print without colours (also: NO_COLOR)" }),
    "log-level": Flags.option({
      ...GLOBAL,
      description: "least important log line to show on stderr",
      options: LOG_LEVELS,
      default: "info" as const,
    })(),
  };

  /** Flags whose value may be left out, with the value that then holds. */
  static optionalValues: Readonly<Record<string, string>> = {};

  /** Mode of the state a command works on, for its error documents; set as soon as it is known. */
  protected mode: Mode | null = null;

  protected override async init(): Promise<void> {
    await super.init();
    const { optionalValues } = this.constructor as typeof BaseCommand;
    this.argv = fillOptionalValues(this.argv, optionalValues);
  }

  /** Whether --json was given, known even before (and without) a successful parse. */
  protected get wantsJson(): boolean {
    return this.#words().includes("--json");
  }

  /** Lines for the person, on stderr. */
  protected get notes(): Log {
    const words = this.#words();
    const inline = words.find((word) => word.startsWith("--log-level="))?.slice("--log-level=".length);
    const following = words.includes("--log-level") ? words[words.indexOf("--log-level") + 1] : undefined;
    const level = LOG_LEVELS.find((name) => name === (inline ?? following)) ?? ("info" satisfies LogLevel);
    return createLog(level, (line) => process.stderr.write(line));
  }

  protected terminal(stream: NodeJS.WriteStream = process.stdout): Terminal {
    const noColorFlag = this.#words().includes("--no-color");
    return describeTerminal({ isTty: stream.isTTY, columns: stream.columns, env: process.env, noColorFlag });
  }

  /** Prints the document under --json, else the lines that are painted from it. */
  protected print(document: object, paint: (paper: Paper) => readonly string[]): void {
    this.printText(document, () => this.painted(paint));
  }

  /** The same for a text that has been painted already. */
  protected printText(document: object, text: () => string): void {
    process.stdout.write(this.wantsJson ? `${JSON.stringify(document)}\n` : text());
  }

  protected painted(paint: (paper: Paper) => readonly string[], terminal = this.terminal()): string {
    return paint(createPaper(terminal))
      .map((line) => `${line}\n`)
      .join("");
  }

  /** Where to read: --state, or what the user's preference and the directories say; a choice is named on stderr. */
  protected place({ state }: { readonly state?: string | undefined }): ReadingPlace {
    const preferredMode = async (): Promise<Mode | null> => (await import("./preferences.js")).preferredMode();
    const said = new Set<string>();
    const notice = (message: string): void => {
      // A watch reads every few seconds; once is enough.
      if (!said.has(message)) this.notes.info(message);
      said.add(message);
    };
    return { state, preferredMode, notice };
  }

  /** The value of a result; its failure ends the command. */
  protected unwrap<T>(result: Result<T, FailureReport>): T {
    if (result.ok) return result.value;
    const { known, value, fix } = result.error;
    const named = known === undefined ? fix : suggestion(String(value), known);
    throw new CommandFailure({ ...result.error, fix: named });
  }

  /** Sets the exit code without ending the process, so that no output is lost on the way. */
  protected leaveWith(exitCode: ExitCode): void {
    process.exitCode = exitCode;
  }

  protected override async catch(error: unknown): Promise<void> {
    // A parse that failed was one too; oclif would warn about it.
    this.parsed = true;
    const exit = requestedExit(error);
    if (exit !== null) {
      process.exitCode = exit;
      return;
    }
    const failure = isUsageError(error) ? this.#usageFailure(error) : toFailure(error);
    process.exitCode = failure.exitCode;
    const report = { ...failure.report, mode: failure.report.mode ?? this.mode };
    if (this.wantsJson) process.stdout.write(`${JSON.stringify(errorDocument(report))}\n`);
    else process.stderr.write(renderFailure(report, this.terminal(process.stderr)));
    if (error instanceof Error) this.notes.debug(error.stack ?? error.message);
  }

  #usageFailure(error: Error): CommandFailure {
    const { flags, baseFlags } = this.constructor as typeof BaseCommand;
    return usageFailure(error, this.id ?? "", Object.keys({ ...flags, ...baseFlags }));
  }

  /** The words before `--`. */
  #words(): readonly string[] {
    const end = this.argv.indexOf("--");
    return end === -1 ? this.argv : this.argv.slice(0, end);
  }
}
