import type { JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { type Portfolio, SETTLEMENT_ASSET } from "../domain/portfolio.js";
import { applyLedgerEvent, emptyPortfolio } from "../ledger/apply.js";
import { addDec, type Dec, subDec, ZERO } from "../lib/decimal.js";
import { IndependentNav } from "./independent-nav.js";
import { MarkHistory } from "./mark-history.js";
import { navDay } from "./session/nav-days.js";

/** The books at the end of a cycle. Units: USD. */
export interface StruckBooks {
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
  readonly navUsd: Dec;
  readonly flowsUsd: Dec;
  /** By the money of each fill, fee and payment; null without a mark. */
  readonly independentUsd: Dec | null;
  /** No gate or latch said that books and venue differ. */
  readonly isReconciled: boolean;
}

/** What the venue said its wallets hold, against the books of that moment. */
export interface VenueWord {
  readonly atMs: number;
  readonly walletUsd: Dec;
  readonly booksUsd: Dec;
}

const DIFFER = ["reconcile_difference", "nav_anomaly", "broken_invariant", "forced_event"];

/** Folds a journal into its NAVs: the last one of each day, those of wanted lines, and the newest. */
export class NavStatement {
  readonly days = new Map<number, StruckBooks>();
  readonly wanted = new Map<number, StruckBooks>();
  readonly words = new Map<number, VenueWord>();
  last: StruckBooks | null = null;
  mode: Mode | null = null;
  atMs = 0;
  readonly #independent = new IndependentNav();
  readonly #marks = new MarkHistory();
  #portfolio: Portfolio | null = null;
  #flowsUsd: Dec = ZERO;

  constructor(private readonly seqs: ReadonlySet<number> = new Set()) {}

  onEvent(event: JournalEvent): void {
    const portfolio = (this.#portfolio ??= emptyPortfolio(event.mode));
    this.mode = event.mode;
    this.atMs = event.atMs;
    if (event.type === "market.bars") this.#marks.onBars(event);
    if (event.type === "market.marks") this.#marks.onMarks(event);
    if (event.type === "wallet.adjusted" && event.kind === "flow" && event.asset === SETTLEMENT_ASSET) {
      this.#flowsUsd = addDec(this.#flowsUsd, event.amount);
    }
    this.#independent.onEvent(event);
    applyLedgerEvent(portfolio, event);
    if (event.type === "venue.reported") this.#reported(event, portfolio);
    if (event.type !== "cycle.decided") return;
    const { seq, hash, atMs, nav: navUsd } = event;
    const independentUsd = this.#independent.nav((symbol) => this.#marks.price(symbol));
    const isReconciled = !portfolio.causes.some(({ code }) => DIFFER.includes(code));
    this.last = { seq, hash, atMs, navUsd, flowsUsd: this.#flowsUsd, independentUsd, isReconciled };
    this.days.set(navDay(atMs), this.last);
    if (this.seqs.has(seq)) this.wanted.set(seq, this.last);
  }

  #reported(report: Extract<JournalEvent, { type: "venue.reported" }>, { accounts }: Portfolio): void {
    const { atMs, wallets } = report;
    // A word on some accounts is none on the fund.
    if (report.accounts !== undefined) return;
    const told = Object.keys(wallets);
    const walletUsd = told.map((account) => wallets[account] ?? ZERO).reduce(addDec, ZERO);
    const booksUsd = told.map((account) => accounts[account]?.wallet ?? ZERO).reduce(addDec, ZERO);
    this.words.set(navDay(atMs), { atMs, walletUsd, booksUsd });
  }
}

/** A day of the books with what another way of counting, and the venue, say of it. */
export interface StatementDay {
  readonly date: string;
  readonly navUsd: Dec;
  readonly independentUsd: Dec | null;
  readonly differenceUsd: Dec | null;
  readonly venueDifferenceUsd: Dec | null;
}

export function statementDays({ days, words }: NavStatement): readonly StatementDay[] {
  return [...days].map(([day, { navUsd, independentUsd }]) => {
    const word = words.get(day);
    return {
      date: new Date(day * 86_400_000).toISOString().slice(0, 10),
      navUsd,
      independentUsd,
      differenceUsd: independentUsd === null ? null : subDec(navUsd, independentUsd),
      venueDifferenceUsd: word === undefined ? null : subDec(word.walletUsd, word.booksUsd),
    };
  });
}
