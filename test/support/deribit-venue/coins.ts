import { addDec, type Dec, dec, ZERO } from "../../../src/core/lib/decimal.js";
import type { Row } from "./rows.js";

interface Move {
  readonly currency: string;
  /** As the transaction log names it. */
  readonly type: string;
  readonly change: string;
  readonly instrument?: string;
}

/** Wallets in coin, with every change of them as a row of the transaction log. */
export class Coins {
  /** Positions that somebody took by hand in what the simulated market doesn't have. */
  readonly positions: Row[] = [];
  readonly #balances = new Map<string, Dec>();
  readonly #rows: Row[] = [];

  constructor(readonly nowMs: () => number) {}

  move({ currency, type, change, instrument }: Move): void {
    this.#balances.set(currency, addDec(this.#balances.get(currency) ?? ZERO, dec(change)));
    const names = { id: 900_000 + this.#rows.length, type, currency, instrument_name: instrument ?? null };
    this.#rows.push({ ...names, change: Number(change), total_interest_pl: 0, timestamp: this.nowMs() });
  }

  log(currency: string): readonly Row[] {
    return this.#rows.filter((row) => row["currency"] === currency);
  }

  /** With a session's profit that is in no balance yet. */
  summaries(): readonly Row[] {
    return [...this.#balances].map(([currency, balance]) => ({
      currency,
      balance: Number(balance),
      equity: Number(balance) + 0.25,
      futures_session_rpl: 0.25,
      futures_session_upl: 0,
      futures_pl: 0,
      cross_collateral_enabled: false,
    }));
  }
}
