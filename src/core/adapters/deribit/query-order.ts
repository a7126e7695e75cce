import type { VenueOrder } from "../../domain/venue-order.js";
import type { OrderRef, QueryOutcome } from "../../ports/venue-gateway.js";
import type { CallFailure } from "../ccxt/call-failure.js";
import type { DeribitClient } from "./client.js";
import type { Perpetual } from "./contracts.js";
import { queryCall } from "./outgoing.js";
import { isConditional, orderOf, type OrderRow, ordersSchema } from "./parse-orders.js";

const NO_SUCH_ORDER = new Set([10_004, 11_044]);

/** By its label, which may have named others before: what lives is meant, else the newest. */
export async function queryOrder(client: DeribitClient, ref: OrderRef, contract: Perpetual): Promise<QueryOutcome> {
  const { endpoint, params } = queryCall(ref, contract);
  const answer = await client.call(endpoint, params);
  if (!answer.ok) return noAnswer(answer.error);
  const parsed = ordersSchema.safeParse(answer.value);
  if (!parsed.success) return { kind: "unknown", reason: `the query of ${ref.clientOrderId} was not understood` };
  const named = parsed.data.filter(
    (row) => row.instrument_name === contract.instrument && row.label === ref.clientOrderId,
  );
  if (named.length === 0) return { kind: "absent" };
  const order = foundOrder(named, contract);
  if (order === null) return { kind: "unknown", reason: `the order ${ref.clientOrderId} names no price` };
  return { kind: "found", order };
}

/** Whether the open order of a label is post-only: a change has to say it again. Null where nobody could tell. */
export async function askPostOnly(client: DeribitClient, ref: OrderRef, contract: Perpetual): Promise<boolean | null> {
  const { endpoint, params } = queryCall(ref, contract);
  const answer = await client.call(endpoint, params);
  const parsed = answer.ok ? ordersSchema.safeParse(answer.value) : null;
  return parsed?.success === true ? (parsed.data.find(lives)?.post_only ?? false) : null;
}

/** Rows of one label as one order: a stop that has triggered is as far as the order that it became. */
export function foundOrder(rows: readonly OrderRow[], contract: Perpetual): VenueOrder | null {
  const own = rows.filter(({ trigger_order_id }) => trigger_order_id === null);
  const meant = own.find(lives) ?? newest(own) ?? newest(rows);
  if (meant === undefined) return null;
  const order = orderOf(meant, contract);
  if (order?.status !== "triggered" || !isConditional(meant)) return order;
  const born = rows.find(({ trigger_order_id }) => trigger_order_id === meant.order_id);
  const became = born === undefined ? null : orderOf(born, contract);
  if (became === null) return order;
  const { filledQty, status, triggeredOrderId, atMs } = became;
  return { ...order, filledQty, status, triggeredOrderId, atMs };
}

function lives({ order_state }: OrderRow): boolean {
  return order_state === "open" || order_state === "untriggered";
}

function newest(rows: readonly OrderRow[]): OrderRow | undefined {
  return [...rows].sort((a, b) => b.creation_timestamp - a.creation_timestamp)[0];
}

function noAnswer(error: CallFailure): QueryOutcome {
  if (error.kind === "refused" && NO_SUCH_ORDER.has(error.code)) return { kind: "absent" };
  const isOurs = error.kind === "refused" && error.code === 0 && error.unanswered !== true;
  return { kind: "unknown", reason: error.reason, ...(isOurs ? { unsent: true } : {}) };
}
