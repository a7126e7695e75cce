import { AnswerError } from "../ccxt/answer-error.js";
import { quoteBigIntegers } from "../ccxt/json-text.js";
import type { Credentials } from "../ccxt/secret.js";
import { refusalIn } from "./errors.js";
import type { HostGuard } from "./host-guard.js";
import type { OkxExchange, OkxExchangeClass } from "./load-ccxt.js";
import { hmacSha256Base64 } from "./sign.js";

interface ExchangeOptions {
  readonly guard: HostGuard;
  readonly credentials: Credentials | null;
  readonly nowMs: () => number;
  readonly timeoutMs: number;
}

const MAX_ANSWER_CHARS = 32 * 1024 * 1024;

/** A ccxt instance that reaches our host only, stamps by venue time, and throws what the venue said, row by row. */
export function openExchange(exchangeClass: OkxExchangeClass, options: ExchangeOptions): OkxExchange {
  const { guard, credentials, nowMs, timeoutMs } = options;
  const exchange = new exchangeClass({
    apiKey: credentials?.key.reveal() ?? "",
    secret: credentials?.secret.reveal() ?? "",
    password: credentials?.passphrase?.reveal() ?? "",
    timeout: timeoutMs,
    // Our own limiter knows the limits of each page.
    enableRateLimit: false,
    quoteJsonNumbers: false,
    options: { maxRetriesOnFailure: 0 },
  });
  guard.attach(exchange);
  exchange.nonce = nowMs;
  exchange.hmac = hmacSha256Base64;
  exchange.onRestResponse = (...[status, , , , , body]) => {
    if (body.length > MAX_ANSWER_CHARS) throw new AnswerError(status, "an answer too long to read", null);
    return quoteBigIntegers(body.trim());
  };
  exchange.handleErrors = (...[status, , , , , body, response]) => {
    if (status < 400 && refusalIn(response) === null) return;
    throw new AnswerError(status, body, null);
  };
  return exchange;
}
