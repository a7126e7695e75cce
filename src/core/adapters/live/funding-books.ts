import { type Dec, decFromNumber, isZeroDec, mulDec, roundDec, toNumber } from "../../lib/decimal.js";
import { forgetOldest } from "../../lib/forget-oldest.js";
import type { InputEvent } from "../../domain/event.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
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
  /** Fundings in the journal by symbol, stamp and amount: one stamp can have several rows, a special one beside the usual. */
  readonly #recalled = new Map<string, number>();
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
    if (event.type === "funding.settled") this.#recallFunding(fundingKey(event.symbol, event));
    else if (event.type === "wallet.adjusted") this.#remember(event.reason);
  }

  /** False when the venue did not answer. */
  async catchUp(): Promise<boolean> {
    const answer = await this.context.gateway.income(this.#newestMs - OVERLAP_MS);
    if (!answer.ok) return false;
    for (const row of answer.value) {
      if (comesWithTrades(row) || row.atMs < this.#walletsAtMs) continue;
      if (!this.#isKnown(row)) this.#book(row);
      this.#newestMs = Math.max(this.#newestMs, row.atMs);
    }
    return true;
  }

  #isKnown(row: VenueIncome): boolean {
    // Numbers of fundings are not documented to be unique over symbols and kinds of funding.
    const name = isFunding(row) ? `${fundingKey(row.symbol, row)} ${row.id}` : reasonOf(row);
    if (this.#seen.has(name)) return true;
    this.#remember(name);
    if (!isFunding(row)) return false;
    const key = fundingKey(row.symbol, row);
    const recalled = this.#recalled.get(key) ?? 0;
    if (recalled > 0) this.#recalled.set(key, recalled - 1);
    return recalled > 0;
  }

  #book(row: VenueIncome): void {
    if (isFunding(row)) {
      this.#bookFunding(row, row.symbol);
      return;
    }
    const { account, tell } = this.context;
    const { asset, amount, atMs } = row;
    const kind = row.kind === "transfer" ? "flow" : "charge";
    const value = this.#valueOf(row);
    tell({ type: "wallet.adjusted", atMs, account, asset, kind, amount, ...value, reason: reasonOf(row) });
  }

  /** Of another asset, at the mark of now where its symbol is traded here. */
  #valueOf({ asset, amount }: VenueIncome): { readonly valueUsd?: Dec } {
    const mark = asset === SETTLEMENT_ASSET ? null : this.markOf(`${asset}${SETTLEMENT_ASSET}`);
    return mark === null ? {} : { valueUsd: roundDec(mulDec(amount, decFromNumber(mark)), 8, "half-even") };
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

  #recallFunding(key: string): void {
    this.#recalled.set(key, (this.#recalled.get(key) ?? 0) + 1);
    forgetOldest(this.#recalled, MOST_KEPT);
  }

  #remember(id: string): void {
    this.#seen.add(id);
    forgetOldest(this.#seen, MOST_KEPT);
  }
}

/** Fees and realised profit in the settlement asset; in any other the money history alone tells them. */
function comesWithTrades({ kind, asset }: VenueIncome): boolean {
  return asset === SETTLEMENT_ASSET && (kind === "fee" || kind === "realized_pnl");
}

/** Of a position of ours; in another asset it is money like any other. */
function isFunding(row: VenueIncome): row is VenueIncome & { readonly symbol: string } {
  return row.kind === "funding" && row.symbol !== null && row.asset === SETTLEMENT_ASSET;
}

function fundingKey(symbol: string, { atMs, amount }: { readonly atMs: number; readonly amount: string }): string {
  return `${symbol}@${String(atMs)}:${amount}`;
}

function reasonOf({ kind, id }: VenueIncome): string {
  return `${kind} ${id}`;
}
