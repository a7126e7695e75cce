import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { toExitCode } from "../../cli/exit-codes.js";
import { sweepWorkerScreen } from "../../cli/screens/sweep-worker-screen.js";

export default class BacktestWorker extends BaseCommand {
  static override summary = "Joins a distributed sweep from any machine.";
  static override description =
    "Takes chunks of the sweeps that run with --driver bullmq on the same Redis, computes them on the processors of this machine, and " +
    "sends the figures back; no shared file system is needed. Code and data have to be those of the sweep: a worker with others " +
    "says so and ends with 3. Runs until Ctrl-C, which lets the chunks that run come to their end; a worker that is killed " +
    "costs the chunks it had begun, which others compute again.";
  static override examples = [
    { description: "On each machine", command: "<%= config.bin %> <%= command.id %> --redis redis://10.0.0.5" },
    {
      description: "With four threads, until nothing has come for a minute",
      command: "<%= config.bin %> <%= command.id %> --redis redis://10.0.0.5 --workers 4 --idle 60",
    },
  ];
  static override flags = {
    redis: Flags.string({ description: "where the sweep is told (also: HEDGE_REDIS_URL)", helpValue: "URL" }),
    workers: Flags.integer({ description: "threads (default: one a processor)", min: 1, max: 256 }),
    // Shorter than it takes to notice a worker's death, and nobody would be left to take over its chunks.
    idle: Flags.integer({
      description: "end after so many seconds without a chunk (default: never)",
      min: 15,
      helpValue: "S",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BacktestWorker);
    const { sweepWorker } = await import("../../core/app/backtest/sweep/worker-command.js");
    const { document, exitCode } = await sweepWorker(flags, (text) => {
      this.notes.info(text);
    });
    this.print(document, (paper) => sweepWorkerScreen(document, paper));
    this.leaveWith(toExitCode(exitCode));
  }
}
