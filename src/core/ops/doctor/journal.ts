import { executorCommand, type Mode } from "../../domain/mode.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import { bytesText, counted } from "./words.js";

interface SessionSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly symbols: number;
}

/** What reading the whole journal showed. */
export type JournalFacts =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "corrupt"; readonly file: string; readonly line: number; readonly reason: string }
  | {
      readonly kind: "whole";
      readonly segments: number;
      readonly events: number;
      /** Market time of the last event; null where the first line is still unfinished. */
      readonly lastAtMs: number | null;
      /** Bytes of an unfinished last line. */
      readonly tornBytes: number;
      readonly session: SessionSpan | null;
      /** The last line is `session.ended`. */
      readonly ended: boolean;
      /** The last of the lines that lie in the mirror alone and were not read; 0 where all are here. */
      readonly awaySeq: number;
    };

/** The one truth: everything else is a fold of it, so nothing else matters when it is damaged. */
export function checkJournal(
  journal: JournalFacts,
  {
    mode,
    isRunning,
    projectedSeq,
  }: { readonly mode: Mode | null; readonly isRunning: boolean; readonly projectedSeq: number },
): Check {
  const id = "journal.chain";
  const known = journal.kind === "whole" ? journal.events : journal.kind === "absent" ? 0 : Infinity;
  if (projectedSeq > known && !isRunning) return missingLines(id, { known, projectedSeq, mode });
  switch (journal.kind) {
    case "absent":
      return skip(id, "no journal: no session has run here");
    case "unreadable":
      return fail(id, `the journal can't be read: ${journal.reason}`, "run as the user who owns the directory");
    case "corrupt":
      return corruption(id, journal, mode);
    case "whole": {
      const segments = counted(journal.segments, "segment");
      const away = journal.awaySeq === 0 ? "" : `; those up to ${String(journal.awaySeq)} lie in the mirror alone`;
      const detail = `${counted(journal.events, "event")} in ${segments}, every hash fits the one before${away}`;
      if (journal.tornBytes === 0) return pass(id, detail);
      const torn = `the last line is unfinished (${bytesText(journal.tornBytes)})`;
      if (isRunning) return pass(id, `${detail}; ${torn}: being written`);
      return warn(
        id,
        `${detail}; ${torn}: the writer died in the middle of it, and nothing was done on its behalf`,
        `run \`${executorCommand(mode)}\`: it cuts the torn line, journals that it did, and goes on`,
      );
    }
  }
}

function corruption(
  id: string,
  { file, line, reason }: Extract<JournalFacts, { kind: "corrupt" }>,
  mode: Mode | null,
): Check {
  const fix = `keep the directory for inquiry (\`hedge journal verify\` names the place), then go on from a mirror${anew(mode)}`;
  return fail(id, `${file} line ${String(line)}: ${reason}`, fix);
}

/** Only paper's books may be put aside; at a venue positions and stops go on without them. */
function anew(mode: Mode | null): string {
  const isPaper = mode === null || mode === "paper";
  const otherwise = isPaper ? ", or in paper begin anew with `hedge executor --fresh`" : "; stops rest at the venue";
  return `${otherwise} (docs/OPERATIONS.md, A damaged journal)`;
}

function missingLines(
  id: string,
  { known, projectedSeq, mode }: { readonly known: number; readonly projectedSeq: number; readonly mode: Mode | null },
): Check {
  const detail = `the telemetry files know event ${String(projectedSeq)}, the journal ends at ${String(known)}: lines are missing`;
  return fail(id, detail, `restore the directory from a mirror${anew(mode)}`);
}
