import { err, ok } from "../../../lib/result.js";
import { missing, refuse } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import type { ApiKeys } from "../exchange/paper-exchange.js";
import type { RestRequest } from "./rest-request.js";
import { isSignedBy } from "./signed-text.js";

/** "General Info", 2026-10: defaults of the timing check, in wall milliseconds. */
const STANDARD_WINDOW_MS = 5_000;
const MOST_AHEAD_MS = 1_000;
const KEY_FORM = /^[A-Za-z0-9_-]{1,128}$/;
const INTEGER = /^\d{1,16}$/;

/** Which of the account's keys the request names. */
export function checkKey({ apiKey }: RestRequest, known: readonly ApiKeys[]): Answer<ApiKeys> {
  if (apiKey === null || !KEY_FORM.test(apiKey)) return refuse("-2014");
  const keys = known.find((pair) => pair.apiKey === apiKey);
  return keys === undefined ? refuse("-2015") : ok(keys);
}

/**
 * Timestamp, then signature. Stamps are market time, but the windows are about the network: where the market goes
 * `speed` times as fast as the wall, as many more of its milliseconds pass on the way.
 */
export function checkSigned(request: RestRequest, keys: ApiKeys, speed: number): Answer<null> {
  const { byName, signature } = request.params;
  const timestamp = byName["timestamp"] ?? "";
  const recvWindow = byName["recvWindow"] ?? String(STANDARD_WINDOW_MS);
  if (!INTEGER.test(timestamp)) return err(missing("timestamp"));
  if (!INTEGER.test(recvWindow)) return err(missing("recvWindow"));
  if (signature === null || signature === "") return err(missing("signature"));
  const ageMs = request.receivedMs - Number(timestamp);
  const isAhead = ageMs <= -MOST_AHEAD_MS * speed;
  if (isAhead) {
    const msg = "Timestamp for this request was 1000ms ahead of the server's time.";
    return err({ code: -1021, msg });
  }
  if (ageMs > Number(recvWindow) * speed) return refuse("-1021");
  return isSignedBy(keys.apiSecret, request.params) ? ok(null) : refuse("-1022");
}
