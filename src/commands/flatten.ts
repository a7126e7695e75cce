import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { confirm } from "../cli/confirm.js";
import { EXIT, toExitCode } from "../cli/exit-codes.js";
import { drillScreen, type DrillView } from "../cli/screens/drill-screen.js";
import { flattenScreen } from "../cli/screens/operator-screen.js";

export default class Flatten extends BaseCommand {
  static override summary = "Closes every position at market, reduce-only, and halts.";
  static override description =
    "Closes every position (or one symbol's) at market, reduce-only, withdraws what would open, and opens nothing until " +
    "`hedge resume`. Works with the executor running, dead or hung: one that does not answer is named by pid and start " +
    "time in the lock, ended with SIGKILL, and its books are recovered. Asks before it does; a script says --yes. " +
    "Exit code 5 when it is not flat within a minute. --drill rehearses it at a paper venue of its own, with the executor " +
    "running, dead and hung, and prints the time-to-flat: no real session, key or venue is touched.";
  static override examples = [
    { description: "Close everything", command: "<%= config.bin %> flatten" },
    { description: "From a script, without a question", command: "<%= config.bin %> flatten --yes --json" },
    { description: "Only one symbol", command: "<%= config.bin %> flatten --symbol ETHUSDT" },
    { description: "Rehearse it, half a minute", command: "<%= config.bin %> flatten --drill" },
  ];
  static override flags = {
    symbol: Flags.string({ description: "only this symbol", helpValue: "S" }),
    yes: Flags.boolean({ description: "do not ask" }),
    drill: Flags.boolean({ description: "rehearse at a paper venue of its own", exclusive: ["symbol"] }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Flatten);
    if (flags.drill) {
      const { drillFlatten } = await import("../core/app/drill/drill-flatten.js");
      this.#showDrill(await drillFlatten(flags.config, (text) => this.notes.info(text)));
      return;
    }
    const { flattenFoundSession, sessionToFlatten } = await import("../core/app/operator/operator-commands.js");
    const session = await sessionToFlatten(this.place(flags));
    this.mode = session.mode;
    const what = `Close ${flags.symbol ?? "every position"} of ${session.mode} (${session.directory}) at market and halt?`;
    if (!flags.yes && !(await this.#isWanted(what))) {
      this.notes.info("Nothing was done.");
      this.leaveWith(EXIT.interrupted);
      return;
    }
    const { document, interruptedBy } = await flattenFoundSession(session, flags, (text) => this.notes.info(text));
    this.print(document, (paper) => flattenScreen(document, paper));
    if (interruptedBy !== null) this.leaveWith(toExitCode(interruptedBy));
    else if (!document.flat && !document.sessionEnded) this.leaveWith(EXIT.unreachable);
  }

  #showDrill({ document, interruptedBy }: { document: DrillView; interruptedBy: 130 | 143 | null }): void {
    this.mode = "testnet";
    this.print(document, (paper) => drillScreen(document, paper));
    if (interruptedBy !== null) this.leaveWith(toExitCode(interruptedBy));
    else if (!document.ok) this.leaveWith(EXIT.unreachable);
  }

  #isWanted(text: string): Promise<boolean> {
    const interactive = this.terminal(process.stderr).interactive && process.stdin.isTTY && !this.wantsJson;
    return confirm({ text, interactive, input: process.stdin, output: process.stderr });
  }
}
