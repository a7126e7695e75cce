import { applyFundEvent } from "../../accounts/fund/apply.js";
import type { FundState } from "../../accounts/fund/fund-state.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { FundRefusal } from "../../domain/fund-event.js";
import { emptyTail, type JournalTail } from "../../journal/read.js";
import { fundDirectory, type FundLine, readFundLedger } from "../../journal/fund-ledger.js";
import { Failure } from "../../lib/failure.js";
import { NavStatement } from "../../readmodel/nav-statement.js";
import { journalEvents } from "../session-state.js";

export interface FundBooks {
  readonly directory: string;
  readonly lines: readonly FundLine[];
  /** Null where no fund is open. */
  readonly state: FundState | null;
  readonly tail: JournalTail;
}

/** The ledger of a state directory, folded. Errors: JournalCorruption; Failure 3 where a line can't follow those before. */
export function readFund(stateDirectory: string): FundBooks {
  const directory = fundDirectory(stateDirectory);
  const tail = emptyTail();
  const lines = readFundLedger(nodeFiles, directory, tail);
  let state: FundState | null = null;
  for (const line of lines) {
    const next = applyFundEvent(state, line);
    if (!next.ok) throw refused(next.error, 3, `${directory} line ${String(line.seq)}: `);
    state = next.value;
  }
  return { directory, lines, state, tail };
}

export function refused({ code, message }: FundRefusal, exitCode: number, where = ""): Failure {
  return new Failure(code, exitCode, `${where}${message}`);
}

/** The session's journal as NAVs, up to an instant. */
export function navStatement(stateDirectory: string, untilMs: number | null, seqs: ReadonlySet<number>): NavStatement {
  const statement = new NavStatement(seqs);
  for (const event of journalEvents(stateDirectory, nodeFiles, null)) {
    if (untilMs !== null && event.atMs > untilMs) break;
    statement.onEvent(event);
  }
  return statement;
}
