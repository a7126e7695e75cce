import { RecentMap } from "../../ccxt/recent-map.js";

const REMEMBERED_ORDERS = 4_096;

/** A conditional order: our id and the venue's, which is of another space than order ids. */
export interface AlgoOrder {
  readonly clientOrderId: string;
  readonly algoId: string;
}

/**
 * Which regular order a conditional one became, and how far each has come, so that the two streams of events about one
 * order (ALGO_UPDATE and, after the trigger, ORDER_TRADE_UPDATE) tell each step once. Bounded: the oldest are forgotten.
 */
export class AlgoLinks {
  readonly #byOrderId = new RecentMap<AlgoOrder>(REMEMBERED_ORDERS);
  readonly #byClientId = new RecentMap<AlgoOrder>(REMEMBERED_ORDERS);
  readonly #acknowledged = new RecentMap<true>(REMEMBERED_ORDERS);
  readonly #triggered = new RecentMap<true>(REMEMBERED_ORDERS);
  readonly #ended = new RecentMap<true>(REMEMBERED_ORDERS);

  note(algo: AlgoOrder): void {
    this.#byClientId.set(algo.clientOrderId, algo);
  }

  /** Also for what a snapshot tells: conditional orders that were triggered and are still open. */
  link(symbol: string, venueOrderId: string, algo: AlgoOrder): void {
    this.note(algo);
    this.#byOrderId.set(orderKey(symbol, venueOrderId), algo);
  }

  /**
   * The conditional order behind a regular one. The order id decides (`ai` of ALGO_UPDATE); until that is known, the
   * client id does, which the regular order carries on (undocumented; seen in recorded frames of 2025-12).
   */
  behind(symbol: string, venueOrderId: string, clientOrderId: string): AlgoOrder | null {
    return this.#byOrderId.get(orderKey(symbol, venueOrderId)) ?? this.#byClientId.get(clientOrderId) ?? null;
  }

  /** True the first time. */
  noteAcknowledged({ algoId }: AlgoOrder): boolean {
    return this.#acknowledged.add(algoId, true);
  }

  /** True the first time. */
  noteTriggered({ algoId }: AlgoOrder): boolean {
    return this.#triggered.add(algoId, true);
  }

  /** True the first time. */
  noteEnded({ algoId }: AlgoOrder): boolean {
    return this.#ended.add(algoId, true);
  }
}

function orderKey(symbol: string, venueOrderId: string): string {
  return `${symbol}:${venueOrderId}`;
}
