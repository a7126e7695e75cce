import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import { type Dec, isZeroDec } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";
import type { Listing } from "./parse-instruments.js";

/**
 * An account may keep its money in another dollar than the fund: the contracts and the money of `asset` are then known
 * as those of `SETTLEMENT_ASSET`, one for one. That is a choice of the account's owner; without it nothing is renamed.
 */
export interface AtPar {
  readonly asset: string;
}

/** Money of one asset, as the account's summary has it. */
interface Held {
  readonly currency: string;
  /** Without the profit of the session. */
  readonly balance: Dec;
  /** All that is booked by our count. */
  readonly wallet: Dec;
}

/** A perpetual as we know it. */
export interface Perpetual extends Listing {
  /** Ours: base and quote in one word, `BTCUSDC`; `BTCUSDT` where USDC is taken at par. */
  readonly symbol: string;
  /** The asset of its profit and fees, where that is not the settlement asset of the books. */
  readonly settledIn: string | null;
}

/** The one place where the venue's names become ours and back. */
export class Contracts {
  #bySymbol: ReadonlyMap<string, Perpetual> = new Map();
  #byInstrument: ReadonlyMap<string, Perpetual> = new Map();

  constructor(readonly atPar: AtPar | null = null) {}

  /** All that the venue lists; nothing is known before. */
  learn(listings: readonly Listing[]): void {
    // Where two contracts would have one name, the one at par is meant: its money is the account's.
    const sorted = [...listings].sort((a, b) => Number(this.#isAtPar(a)) - Number(this.#isAtPar(b)));
    const named = new Map(sorted.map((listing) => this.#named(listing)).map((each) => [each.symbol, each]));
    this.#bySymbol = named;
    this.#byInstrument = new Map([...named.values()].map((each) => [each.instrument, each]));
  }

  get isEmpty(): boolean {
    return this.#bySymbol.size === 0;
  }

  bySymbol(symbol: string): Perpetual | null {
    return this.#bySymbol.get(symbol) ?? null;
  }

  byInstrument(instrument: string): Perpetual | null {
    return this.#byInstrument.get(instrument) ?? null;
  }

  /** Errors: InvariantError for a symbol that the venue does not list. */
  of(symbol: string): Perpetual {
    return present(this.#bySymbol.get(symbol), `contract of ${symbol}`);
  }

  /** Our name of an asset of the account. */
  assetOf(asset: string): string {
    return asset === this.atPar?.asset ? SETTLEMENT_ASSET : asset;
  }

  /**
   * Wallets under our names; null where two of them would be one, and neither can be told from the other. Of assets beside
   * that of the books it is the balance, which the log explains row by row.
   */
  walletsOf(summaries: readonly Held[]): Readonly<Record<string, Dec>> | null {
    const wallets = summaries.map(({ currency, balance, wallet }) => {
      const asset = this.assetOf(currency);
      return [asset, asset === SETTLEMENT_ASSET ? wallet : balance] as const;
    });
    const held = wallets.filter(([, qty]) => !isZeroDec(qty));
    const named = Object.fromEntries(held);
    return Object.keys(named).length === held.length ? named : null;
  }

  #isAtPar({ settlementAsset, isInverse }: Listing): boolean {
    return !isInverse && settlementAsset === this.atPar?.asset;
  }

  #named(listing: Listing): Perpetual {
    const { baseAsset, quoteAsset } = listing.rules;
    const isAtPar = this.#isAtPar(listing);
    const settlesInBooks = isAtPar || (!listing.isInverse && listing.settlementAsset === SETTLEMENT_ASSET);
    const rules = isAtPar ? { ...listing.rules, quoteAsset: SETTLEMENT_ASSET } : listing.rules;
    return {
      ...listing,
      rules,
      symbol: `${baseAsset}${isAtPar ? SETTLEMENT_ASSET : quoteAsset}`,
      settledIn: settlesInBooks ? null : listing.settlementAsset,
    };
  }
}
