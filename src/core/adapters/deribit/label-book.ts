import type { OrderRequest } from "../../domain/order.js";
import type { Clock } from "../../lib/clock.js";
import type { OrderRef, QueryOutcome, VenueRefusal } from "../../ports/venue-gateway.js";
import { RecentMap } from "../ccxt/recent-map.js";

interface LabelBookOptions {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** After this long a request can no longer be accepted. */
  readonly settledMs: number;
  readonly query: (ref: OrderRef) => Promise<QueryOutcome>;
}

interface Sent {
  readonly atMs: number;
  readonly postOnly: boolean;
}

const REMEMBERED = 20_000;

/**
 * Every label that left this process. The venue takes an order whose label another one bears: that none is sent twice
 * while the first may live is ours to see to.
 */
export class LabelBook {
  readonly #sent = new RecentMap<Sent>(REMEMBERED);

  constructor(readonly options: LabelBookOptions) {}

  /** Null: it may be sent, and counts as sent from now on. */
  async claim(request: OrderRequest): Promise<VenueRefusal | null> {
    const { clientOrderId, symbol, postOnly, triggerPrice } = request;
    const before = this.#sent.get(clientOrderId);
    const mine: Sent = { atMs: this.options.clock.monotonicMs(), postOnly };
    if (before === undefined) {
      this.#sent.set(clientOrderId, mine);
      return null;
    }
    const settled = mine.atMs - before.atMs > this.options.settledMs;
    const answer = await this.options.query({ clientOrderId, symbol, conditional: triggerPrice !== null });
    const refusal = standsInWay(answer, settled);
    if (refusal === null) this.#sent.set(clientOrderId, mine);
    return refusal;
  }

  /** The way out ended without an order: what was refused for certain names none. */
  ended({ clientOrderId }: OrderRequest, how: "refused" | "unknown"): void {
    if (how === "refused") this.#sent.forget(clientOrderId);
  }

  /** Null for a label of an earlier process. */
  isPostOnly(clientOrderId: string): boolean | null {
    return this.#sent.get(clientOrderId)?.postOnly ?? null;
  }
}

const ENDED: ReadonlySet<string> = new Set(["filled", "canceled", "expired", "rejected"]);

function standsInWay(answer: QueryOutcome, settled: boolean): VenueRefusal | null {
  if (answer.kind === "found" && ENDED.has(answer.order.status)) return null;
  if (answer.kind === "absent" && settled) return null;
  const why = answer.kind === "found" ? "an order with this label lives" : "an order with this label may be on its way";
  return { code: 0, reason: `not sent: ${why}`, reaction: "reconcile", retryAfterMs: null, mayBeThere: true };
}
