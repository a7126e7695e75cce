import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { countedRows } from "../cli/counted.js";
import { EXIT } from "../cli/exit-codes.js";
import { type CheckLine, paintDoctor } from "../cli/screens/doctor.js";

/** What a table needs besides its longest column. */
const EDGES = 28;

export default class Doctor extends BaseCommand {
  static override summary = "What is well and what is not: machine, configuration, data, state, journal.";
  static override description =
    "Looks at everything a session rests on: Node, memory, disk, clock, file modes and secrets, configuration, recorded " +
    "data (every sha256), state directory, lock, journal (every hash), telemetry, heartbeat, protection of positions. " +
    "With --venue also reach, clock, rules, limits, key and permissions there: the demo venue, or production with ENV=prod. " +
    "Exit code 4 when anything warns or fails. Changes nothing without --fix.";
  static override examples = [
    { description: "Look at everything", command: "<%= config.bin %> doctor" },
    {
      description: "Repair what is safe: file modes, leftovers, missing directories",
      command: "<%= config.bin %> doctor --fix",
    },
    { description: "For a script: one document, exit code 0 or 4", command: "<%= config.bin %> doctor --json" },
    { description: "Is the venue well, and the key?", command: "<%= config.bin %> doctor --venue binance" },
    { description: "Another state directory", command: "<%= config.bin %> doctor --state backup/paper" },
  ];
  static override flags = {
    fix: Flags.boolean({ description: "repair what is safe, and say what was done" }),
    venue: Flags.string({ description: "also look at this venue: binance, okx or deribit", helpValue: "V" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { diagnose } = await import("../core/app/doctor.js");
    const request = {
      place: this.place(flags),
      configDirectory: flags.config,
      env: process.env,
      terminal: this.terminal(),
    };
    const document = await diagnose({ ...request, fix: flags.fix, venue: flags.venue });
    const table = await this.#table(document.checks);
    this.print(document, (paper) => [...paintDoctor(document.checks, paper), ...table]);
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }

  /** For a person at a terminal, below all the rest: what is well and what is not, and where. */
  async #table(checks: readonly CheckLine[]): Promise<readonly string[]> {
    const terminal = this.terminal();
    if (!terminal.interactive || this.wantsJson) return [];
    const { staticTable } = await import("../tui/static-table.js");
    const kinds = ["fail", "warn", "pass", "skip"];
    const groupOf = ({ id }: CheckLine): string => id.split(".")[0] ?? id;
    const rows = countedRows(checks, { kinds, groupOf, kindOf: ({ status }) => status, room: terminal.width - EDGES });
    return ["", ...staticTable(rows, terminal)];
  }
}
