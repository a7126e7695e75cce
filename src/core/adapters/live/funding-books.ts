import { decFromNumber, isZeroDec, toNumber } from "../../lib/decimal.js";
import type { InputEvent } from "../../domain/event.js";
import type { VenueIncome } from "../../ports/venue-gateway.js";
import type { LiveContext } from "./live-context.js";

/** Income rows kept to tell old from new: a day of hourly funding in a hundred symbols is less. */
const MOST_KEPT = 10_000;

/** Rows come a little after their stamp. */
const OVERLAP_MS = 120_000;

/**
 * Books what the venue paid and took apart from trades. Its money history is the only place that tells amount and
 * symbol of a funding, so a frame or a clock only gives the occasion to read it.
 */
export class FundingBooks {
  readonly #seen = new Set<string>();
  #newestMs = 0;
  #walletsAtMs = 0;

  constructor(
    readonly context: LiveContext,
    readonly markOf: (symbol: string) => number | null,
  ) {}

  /**
   * agreedMs: venue time at which the books last agreed with the venue; what it paid since may not be booked.
   * walletsAtMs: what it paid before was in the wallet when the books began.
   */
  start(agreedMs: number, walletsAtMs: number): void {
    this.#newestMs = agreedMs;
    this.#walletsAtMs = walletsAtMs;
  }

  /** What the journal has already: its stamp for funding, its reason for everything else. */
  recall(event: InputEvent): void {
    if (event.type === "funding.settled") this.#remember(fundingKey(event.symbol, event.atMs));
    else if (event.type === "wallet.adjusted") this.#remember(event.reason);
  }

  /** False when the venue did not answer. */
  async catchUp(): Promise<boolean> {
    const answer = await this.context.gateway.income(this.#newestMs - OVERLAP_MS);
    if (!answer.ok) return false;
    for (const row of answer.value) this.#book(row);
    return true;
  }

  #book(row: VenueIncome): void {
    // Fees and realised profit come with the trades.
    if (row.kind === "fee" || row.kind === "realized_pnl") return;
    if (row.atMs < this.#walletsAtMs) return;
    const key = row.kind === "funding" && row.symbol !== null ? fundingKey(row.symbol, row.atMs) : reasonOf(row);
    if (this.#seen.has(key)) return;
    this.#remember(key);
    this.#newestMs = Math.max(this.#newestMs, row.atMs);
    if (row.kind === "funding" && row.symbol !== null) this.#bookFunding(row, row.symbol);
    else {
      const { account, tell } = this.context;
      const { asset, amount, atMs } = row;
      const kind = row.kind === "transfer" ? "flow" : "charge";
      tell({ type: "wallet.adjusted", atMs, account, asset, kind, amount, reason: key });
    }
  }

  #bookFunding({ amount, atMs }: VenueIncome, symbol: string): void {
    const { account, tell, holding } = this.context;
    const qty = holding(symbol);
    const mark = this.markOf(symbol) ?? 0;
    const notional = toNumber(qty) * mark;
    // The venue tells the money only; the rate is what makes it so at the mark we know.
    const rate = isZeroDec(qty) || notional === 0 ? 0 : -toNumber(amount) / notional;
    tell({
      type: "funding.settled",
      atMs,
      account,
      symbol,
      rate,
      qty,
      markPrice: decFromNumber(mark),
      amount,
      assumed: false,
    });
  }

  #remember(id: string): void {
    this.#seen.add(id);
    if (this.#seen.size <= MOST_KEPT) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}

function fundingKey(symbol: string, atMs: number): string {
  return `${symbol}@${String(atMs)}`;
}

function reasonOf({ kind, id }: VenueIncome): string {
  return `${kind} ${id}`;
}
