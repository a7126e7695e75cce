import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../cli/base-command.js";
import { countedRows } from "../../cli/counted.js";
import { EXIT } from "../../cli/exit-codes.js";
import { startProgress } from "../../cli/progress.js";
import { auditConfigScreen } from "../../cli/screens/audit-config-screen.js";

interface Finding {
  readonly file: string;
  readonly severity: string;
}

/** What a table needs besides its longest column. */
const EDGES = 28;

export default class AuditConfig extends BaseCommand {
  static override summary = "What is wrong with a configuration, what can trade under it, and what changed.";
  static override description =
    "Checks every file against its schema and the files against each other, looks for mixed units and limits that " +
    "contradict each other, and works out for each enabled strategy and symbol the sizes that pass every rule at a NAV, or " +
    "the settings that exclude each other and the smallest changes that would do. Looks for secrets and for values in the " +
    "wrong unit. Reads the predecessor's folder as well. Exit code 4 with errors or warnings.";
  static override examples = [
    { description: "The configuration in config/", command: "<%= config.bin %> <%= command.id %>" },
    { description: "What could trade with 500 USDT?", command: "<%= config.bin %> <%= command.id %> --nav 500" },
    {
      description: "What changed since the last commit, and does it loosen a limit?",
      command: "<%= config.bin %> <%= command.id %> --against HEAD",
    },
    {
      description: "What would the last 30 recorded days have been under the new limits?",
      command: "<%= config.bin %> <%= command.id %> --against HEAD --replay 30d",
    },
    {
      description: "A folder of the predecessor",
      command: "<%= config.bin %> <%= command.id %> --config predecessor/config --json",
    },
  ];
  static override flags = {
    nav: Flags.string({
      description: "NAV to work out what can trade (default: that of a new session)",
      helpValue: "N",
    }),
    against: Flags.string({
      description: "compare with another folder, or with a git revision of this one",
      helpValue: "REF|DIR",
    }),
    replay: Flags.string({
      description:
        "run the last N recorded days under both configurations and compare what they decide " +
        "(without --against: the one of the recorded session, else the shipped one)",
      helpValue: "30d",
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditConfig);
    const { configAudit } = await import("../../core/app/audit.js");
    const { config: configDirectory, nav, against, replay } = flags;
    const progress = await startProgress("replay", this.terminal(process.stderr), replay !== undefined);
    const { document, units } = await configAudit({
      configDirectory,
      env: process.env,
      nav,
      against,
      replay,
      place: this.place(flags),
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    }).finally(() => {
      progress.stop();
    });
    const table = await this.#table(document.findings);
    const compared = against ?? null;
    this.print(document, (paper) => [...auditConfigScreen(document, { compared, units }, paper), ...table]);
    if (!document.ok) this.leaveWith(EXIT.problemsFound);
  }

  /** For a person at a terminal, below all the rest: how many findings, and where. */
  async #table(findings: readonly Finding[]): Promise<readonly string[]> {
    const terminal = this.terminal();
    if (!terminal.interactive || this.wantsJson || findings.length === 0) return [];
    const { staticTable } = await import("../../tui/static-table.js");
    const groupOf = ({ file }: Finding): string => (file === "" ? "(no file)" : file);
    const kinds = ["error", "warning", "info"];
    const rows = countedRows(findings, {
      kinds,
      groupOf,
      kindOf: ({ severity }) => severity,
      room: terminal.width - EDGES,
    });
    return ["", ...staticTable(rows, terminal)];
  }
}
