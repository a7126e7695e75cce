import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { instant, mode, positive } from "../cli/flag-values.js";
import { startProgress } from "../cli/progress.js";
import { liveDisplay } from "../cli/live-display.js";
import { executorSummaryLines, tornLine } from "../cli/screens/executor-summary.js";
import { healthPort } from "../cli/health-flags.js";
import type { Terminal } from "../cli/terminal.js";
import { toExitCode } from "../cli/exit-codes.js";

export default class Executor extends BaseCommand {
  static override summary = "The trading loop.";
  static override description =
    "Trades through the whole pipeline: screener, intents, sizing, risk, routing, venue, journal. The default mode, paper, " +
    "runs over the bundled recorded market at full speed with a simulated venue: no keys, no network. It ends at the end of " +
    "the data with a summary. An interrupted session goes on where it stopped; a finished one prints its summary again.";
  static override examples = [
    { description: "Trade two recorded years", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "One quarter, from scratch (the old books are archived)",
      command: "<%= config.bin %> <%= command.id %> --fresh --from 2024-01-01 --to 2024-04-01",
    },
    { description: "Watch it at an hour a second", command: "<%= config.bin %> <%= command.id %> --speed 3600" },
    { description: "Ten more cycles, then pause", command: "<%= config.bin %> <%= command.id %> --cycles 10" },
    {
      description: "With pages for Prometheus and whoever keeps it running",
      command: "<%= config.bin %> <%= command.id %> --speed 3600 --health-port 9464",
    },
    { description: "Every journal event as a line", command: "<%= config.bin %> <%= command.id %> --jsonl" },
  ];
  static override flags = {
    mode: mode({ description: "where the market comes from and who fills", default: "paper" }),
    prod: Flags.boolean({ description: "short for --mode prod", exclusive: ["mode"] }),
    from: instant({ description: "start of the session (UTC date or instant)" }),
    to: instant({ description: "end of the session (UTC date or instant)" }),
    speed: positive({ description: "market seconds per wall second, or max", words: ["max"] }),
    cycles: Flags.integer({ description: "pause after so many cycles", min: 1 }),
    once: Flags.boolean({ description: "one cycle, then pause", exclusive: ["cycles"] }),
    fresh: Flags.boolean({ description: "archive the old books and begin anew (paper only)" }),
    "health-port": Flags.integer({ ...healthPort, env: "HEDGE_EXECUTOR_HEALTH_PORT" }),
    jsonl: Flags.boolean({ description: "print every journal event as one JSON line", exclusive: ["json"] }),
  };

  async run(): Promise<void> {
    const { flags, metadata } = await this.parse(Executor);
    this.mode = flags.prod ? "prod" : flags.mode;
    const { executeSession } = await import("../core/app/execute-session.js");
    const terminal = (): Terminal => this.terminal(process.stderr);
    const progress = await startProgress("executor", terminal(), this.mode === "paper" && !flags.jsonl);
    const toStderr = (text: string): void => void process.stderr.write(text);
    const place = { terminal, write: toStderr, notes: this.notes, mayRepaint: !flags.jsonl };
    const live = liveDisplay(this.mode, place);
    const write = (line: string): void => void process.stdout.write(`${line}\n`);
    const { report, exitCode } = await executeSession(
      { ...flags, mode: this.mode, isConfigNamed: metadata.flags.config?.setFromDefault !== true },
      { progress, live, jsonl: flags.jsonl ? write : null, health: { ...this.notes, port: flags["health-port"] } },
    );
    if (report.extras.cutBytes > 0) this.notes.warn(tornLine(report.extras.cutBytes));
    if (!flags.jsonl) this.print(report.summary, (paper) => executorSummaryLines(report, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
