import type { VenueOrder } from "../../domain/venue-order.js";
import type { OrderRef, QueryOutcome } from "../../ports/venue-gateway.js";
import type { CallResult } from "../ccxt/call-failure.js";
import type { OkxClient } from "./client.js";
import type { Contract } from "./contracts.js";
import { unread } from "./gateway-writes.js";
import { queryCall } from "./outgoing.js";
import { algoOrderOf, algoOrderSchema, orderOf, orderSchema } from "./parse-orders.js";

const NO_SUCH_ORDER = new Set([51603, 51503]);

/** A conditional order that has triggered is as far as the order that it became. */
export async function queryOrder(client: OkxClient, ref: OrderRef, contract: Contract): Promise<QueryOutcome> {
  const { endpoint, params } = queryCall(ref, contract);
  const answer = await client.call(endpoint, params);
  if (!answer.ok) return noAnswer(answer.error);
  const order = readOrder(answer.value, ref, contract);
  if (order?.clientOrderId !== ref.clientOrderId) return unread(`the query of ${ref.clientOrderId}`);
  if (order.status !== "triggered" || order.triggeredOrderId === null) return { kind: "found", order };
  const born = await client.call("queryOrder", { instId: contract.instId, ordId: order.triggeredOrderId });
  const parsed = born.ok ? orderSchema.safeParse(born.value) : null;
  if (parsed?.success !== true) return { kind: "found", order };
  const { filledQty, status, atMs } = orderOf(parsed.data, contract);
  return { kind: "found", order: { ...order, filledQty, status: status === "open" ? "triggered" : status, atMs } };
}

function noAnswer(error: Extract<CallResult, { ok: false }>["error"]): QueryOutcome {
  if (error.kind === "refused" && NO_SUCH_ORDER.has(error.code)) return { kind: "absent" };
  const isOurs = error.kind === "refused" && error.code === 0 && error.unanswered !== true;
  return { kind: "unknown", reason: error.reason, ...(isOurs ? { unsent: true } : {}) };
}

function readOrder(value: unknown, { conditional }: OrderRef, contract: Contract): VenueOrder | null {
  if (conditional) {
    const parsed = algoOrderSchema.safeParse(value);
    return parsed.success && parsed.data.instId === contract.instId ? algoOrderOf(parsed.data, contract) : null;
  }
  const parsed = orderSchema.safeParse(value);
  return parsed.success && parsed.data.instId === contract.instId ? orderOf(parsed.data, contract) : null;
}
