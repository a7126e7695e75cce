import type { Rng } from "../../../lib/rng.js";

/** Beyond 2^53, so that a client which reads ids as numbers is found out. */
const FIRST_ORDER_ID = 8_389_765_739_703_625_593n;
const LARGEST_STEP = 997;
const FIRST_ALGO_ID = 1_000_000_033_225_453;
const FIRST_TRADE_ID = 698_759;
const FIRST_TRAN_ID = 9_689_322_392;
const FIRST_AMENDMENT_ID = 5_325;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Every number and name that the venue gives out; each once. */
export interface ExchangeIds {
  orderId(): bigint;
  algoId(): number;
  tradeId(): number;
  tranId(): number;
  amendmentId(): number;
  /** Names an order inside the simulated venue, where client ids of the outside never appear. */
  simId(): string;
  /** What the venue calls an order whose sender gave no name. */
  clientId(): string;
  listenKey(): string;
}

export function createExchangeIds(rng: Rng): ExchangeIds {
  let orderId = FIRST_ORDER_ID;
  const counters = { algo: FIRST_ALGO_ID, trade: FIRST_TRADE_ID, tran: FIRST_TRAN_ID, amendment: FIRST_AMENDMENT_ID };
  let sims = 0;
  const count = (name: keyof typeof counters): number => {
    counters[name] += 1;
    return counters[name];
  };
  const word = (length: number): string =>
    Array.from({ length }, () => LETTERS[Math.floor(rng.next() * LETTERS.length)] ?? "A").join("");
  return {
    orderId: () => {
      orderId += 1n + BigInt(Math.floor(rng.next() * LARGEST_STEP));
      return orderId;
    },
    algoId: () => count("algo"),
    tradeId: () => count("trade"),
    tranId: () => count("tran"),
    amendmentId: () => count("amendment"),
    simId: () => {
      sims += 1;
      return `S${sims}`;
    },
    clientId: () => word(22),
    listenKey: () => word(64),
  };
}
