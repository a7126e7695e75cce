import { type Dec, exact, mulDec, toDec } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";

/** A linear swap: the venue counts contracts, we count base currency (`ctVal` × `ctMult` of it in each contract). */
export interface Contract {
  /** Ours: base and settlement currency in one word, `BTCUSDT`. */
  readonly symbol: string;
  /** The venue's: `BTC-USDT-SWAP`. */
  readonly instId: string;
  readonly baseInContract: Dec;
}

/** The one place where contracts become base currency and back; both directions are exact. */
export class Contracts {
  #bySymbol: ReadonlyMap<string, Contract> = new Map();
  #byInstId: ReadonlyMap<string, Contract> = new Map();

  /** All that the venue lists; nothing is known before. */
  learn(contracts: readonly Contract[]): void {
    this.#bySymbol = new Map(contracts.map((contract) => [contract.symbol, contract]));
    this.#byInstId = new Map(contracts.map((contract) => [contract.instId, contract]));
  }

  get isEmpty(): boolean {
    return this.#bySymbol.size === 0;
  }

  bySymbol(symbol: string): Contract | null {
    return this.#bySymbol.get(symbol) ?? null;
  }

  byInstId(instId: string): Contract | null {
    return this.#byInstId.get(instId) ?? null;
  }

  /** Errors: InvariantError for a symbol that the venue does not list. */
  of(symbol: string): Contract {
    return present(this.#bySymbol.get(symbol), `contract of ${symbol}`);
  }
}

export function toBase(contracts: Dec, { baseInContract }: Pick<Contract, "baseInContract">): Dec {
  return mulDec(contracts, baseInContract);
}

/** A quantity between two lots stays between two lots: the venue judges it. */
export function toContracts(qty: Dec, { baseInContract }: Pick<Contract, "baseInContract">): Dec {
  return toDec(exact(qty).dividedBy(exact(baseInContract)));
}
