import { dec, signDec } from "../../lib/decimal.js";
import { invariant } from "../../lib/invariant.js";

/** What our own ids are made of; every venue takes as much. */
const OWN_ID = /^[A-Za-z0-9]{1,32}$/;

/** Errors: InvariantError for an id that is none of ours. */
export function ownId(clientOrderId: string): string {
  invariant(OWN_ID.test(clientOrderId), `"${clientOrderId.slice(0, 60)}" is no client order id of ours`);
  return clientOrderId;
}

/** Money leaves as the exact text that was decided. */
export function positive<Value extends string>(value: Value, what: string): Value {
  invariant(signDec(dec(value)) > 0, `${what} ${value} is not above zero`);
  return value;
}

/**
 * Errors: InvariantError for a parameter that the endpoint's list doesn't name, or a value that isn't one.
 *
 * allowed: names of the endpoint's parameters.
 */
export function checkNamed(
  endpoint: string,
  allowed: readonly string[],
  params: Readonly<Record<string, string | number | boolean>>,
): void {
  for (const [name, value] of Object.entries(params)) {
    invariant(allowed.includes(name), `${endpoint} must not send the parameter ${name}`);
    const isText = typeof value !== "number" || Number.isSafeInteger(value);
    invariant(isText && value !== "", `${endpoint} must not send ${name} = ${JSON.stringify(value)}`);
  }
}
