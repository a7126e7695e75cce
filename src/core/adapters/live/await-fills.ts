import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { resolveOrder } from "./resolve-order.js";

/** The frames of fills are usually under way when an order's end is answered. */
const FRAMES_MS = 300;

/** Brings in the trades of an order that has ended at the venue with more filled than was told, and then tells its end. */
export async function awaitFills(context: LiveContext, order: KnownOrder): Promise<void> {
  const { clock, closing } = context;
  await clock.sleep(FRAMES_MS, closing);
  await resolveOrder(context, order);
}
