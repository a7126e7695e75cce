import { applyFundEvent } from "../../accounts/fund/apply.js";
import { floorMoney } from "../../accounts/fund/money.js";
import { fundNavPerUnit, fundNetUsd, type FundState } from "../../accounts/fund/fund-state.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { BooksNav } from "../../domain/fund-event.js";
import type { Mode } from "../../domain/mode.js";
import type { FundLine } from "../../journal/fund-ledger.js";
import { Failure } from "../../lib/failure.js";
import { type StatementDay, statementDays, type StruckBooks } from "../../readmodel/nav-statement.js";
import type { StatePlace } from "../choose-state.js";
import { requireStateDirectory } from "../session-state.js";
import { type FundFigures, fundFigures } from "./fund-figures.js";
import { navStatement, readFund } from "./fund-place.js";

interface LedgerRow {
  readonly seq: number;
  readonly at: string;
  readonly type: FundLine["type"];
  readonly id: string | null;
  readonly investor: string | null;
  readonly amount: string | null;
  readonly units: string | null;
  /** After this line. */
  readonly navPerUnit: string | null;
  readonly nav: string;
  /** Whether the session's journal gives the NAV of this line again; null for lines without one. */
  readonly reproduced: boolean | null;
}

/** What `hedge fund ledger --json` prints. */
export interface FundLedgerDocument {
  readonly schema: "hedge.fund-ledger/1";
  readonly mode: Mode | null;
  readonly at: string | null;
  readonly items: readonly LedgerRow[];
  readonly fund: FundFigures;
  /** The books by day: NAV, the same by the money of each fill, and what the venue said. */
  readonly statement: readonly StatementDay[];
  /** Whether every NAV comes out again and no two ways of counting differ. */
  readonly ok: boolean;
}

/** `hedge fund ledger`: every line, and the NAVs it rests on worked out again from the journal. Errors: Failure 3. */
export async function fundLedger(place: StatePlace): Promise<FundLedgerDocument> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const { lines, state } = readFund(directory);
  if (state === null) {
    const fix = "Open one with `hedge fund enter open --investor NAME`.";
    throw new Failure("fund_not_open", 3, `${directory} has no fund ledger`, { file: directory, fix });
  }
  const seqs = new Set(lines.flatMap((line) => ("books" in line ? [line.books.evidence.seq] : [])));
  const statement = navStatement(directory, null, seqs);
  const items = rowsOf(lines, statement.wanted);
  const days = statementDays(statement);
  const isWhole = items.every(({ reproduced }) => reproduced !== false);
  const isEqual = days.every(
    ({ differenceUsd, venueDifferenceUsd }) => isNil(differenceUsd) && isNil(venueDifferenceUsd),
  );
  return {
    ...{ schema: "hedge.fund-ledger/1", mode: statement.mode, at: lines.at(-1)?.at ?? null },
    ...{ items, fund: fundFigures(state), statement: days, ok: isWhole && isEqual },
  };
}

/** A step of money a day is rounding of the venue's. */
const TOLERANCE_USD = 1e-6;
const isNil = (difference: string | null): boolean =>
  difference === null || Math.abs(Number(difference)) <= TOLERANCE_USD;

function rowsOf(lines: readonly FundLine[], wanted: ReadonlyMap<number, StruckBooks>): readonly LedgerRow[] {
  let state: FundState | null = null;
  const rows: LedgerRow[] = [];
  for (const line of lines) {
    const next = applyFundEvent(state, line);
    if (!next.ok) break;
    state = next.value;
    rows.push({
      ...{ seq: line.seq, at: line.at, type: line.type },
      id: "id" in line ? line.id : null,
      investor: "investor" in line ? line.investor : line.type === "fund.opened" ? line.seed : null,
      amount: "amountUsd" in line ? line.amountUsd : "books" in line ? line.books.booksUsd : null,
      units: "units" in line ? line.units : null,
      ...{ navPerUnit: fundNavPerUnit(state), nav: fundNetUsd(state) },
      reproduced: "books" in line ? isReproduced(line.books, wanted.get(line.books.evidence.seq)) : null,
    });
  }
  return rows;
}

function isReproduced({ booksUsd, flowsUsd, evidence }: BooksNav, found: StruckBooks | undefined): boolean {
  if (found?.hash !== evidence.hash) return false;
  return floorMoney(found.navUsd) === booksUsd && floorMoney(found.flowsUsd) === flowsUsd;
}
