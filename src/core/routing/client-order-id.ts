import type { Purpose } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { invariant } from "../lib/invariant.js";

const INTENT_ID_LENGTH = 16;
const SLICE_LENGTH = 2;
const ATTEMPT_LENGTH = 3;

const PURPOSE_LETTERS: Readonly<Record<Purpose, string>> = {
  open: "o",
  close: "c",
  reduce: "r",
  disaster_stop: "d",
  stop: "s",
  take_profit: "t",
  flatten: "f",
};

interface ClientOrderIdParts {
  /** Names the leg: each leg of an idea has its own intent. */
  readonly intentId: string;
  readonly purpose: Purpose;
  readonly slice: number;
  readonly attempt: number;
}

/**
 * 22 letters and digits: intent, purpose, slice, attempt (base 36). Fixed width, so that no two orders share one and a
 * retry after a crash asks for the same one.
 */
export function clientOrderIdOf({ intentId, purpose, slice, attempt }: ClientOrderIdParts): string {
  invariant(/^[A-Za-z0-9]{16}$/.test(intentId), `intent id "${intentId.slice(0, 40)}" is not 16 letters and digits`);
  return `${intentId}${PURPOSE_LETTERS[purpose]}${base36(slice, SLICE_LENGTH)}${base36(attempt, ATTEMPT_LENGTH)}`;
}

function base36(value: number, width: number): string {
  const fits = Number.isInteger(value) && value >= 0 && value < 36 ** width;
  invariant(fits, `${value} does not fit into ${width} base-36 digits`);
  return value.toString(36).padStart(width, "0");
}

/** The slice in a client order id of ours. */
export function sliceOf(clientOrderId: string): number {
  const start = INTENT_ID_LENGTH + 1;
  const slice = Number.parseInt(clientOrderId.slice(start, start + SLICE_LENGTH), 36);
  invariant(Number.isInteger(slice), `"${clientOrderId.slice(0, 40)}" is no client order id of ours`);
  return slice;
}

/** What the orders of one slice of one intent share: all but the attempt. */
export function sliceKeyOf(clientOrderId: string): string {
  return clientOrderId.slice(0, -ATTEMPT_LENGTH);
}

/** The id of the next attempt at the same slice of the same intent. */
export function nextIdOf({ intentId, purpose, attempt, request }: OrderRecord): string {
  return clientOrderIdOf({ intentId, purpose, slice: sliceOf(request.clientOrderId), attempt: attempt + 1 });
}
