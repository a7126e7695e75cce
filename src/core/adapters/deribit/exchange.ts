import { AnswerError } from "../ccxt/answer-error.js";
import type { Credentials } from "../ccxt/secret.js";
import { refusalIn } from "./errors.js";
import type { HostGuard } from "./host-guard.js";
import type { DeribitExchange, DeribitExchangeClass } from "./load-ccxt.js";

interface ExchangeOptions {
  readonly guard: HostGuard;
  readonly credentials: Credentials | null;
  readonly timeoutMs: number;
  /** The access token of the moment, for private calls. */
  readonly accessToken: () => string;
}

const MAX_ANSWER_CHARS = 32 * 1024 * 1024;

/** A ccxt instance that reaches our host only, bears our token, and throws what the venue said. */
export function openExchange(exchangeClass: DeribitExchangeClass, options: ExchangeOptions): DeribitExchange {
  const { guard, credentials, timeoutMs, accessToken } = options;
  const exchange = new exchangeClass({
    apiKey: credentials?.key.reveal() ?? "",
    secret: credentials?.secret.reveal() ?? "",
    timeout: timeoutMs,
    // Our own limiter knows the limits of the account.
    enableRateLimit: false,
    quoteJsonNumbers: false,
    options: { maxRetriesOnFailure: 0 },
  });
  guard.attach(exchange);
  const sign = exchange.sign.bind(exchange);
  // ccxt signs each request by itself; a token says what its bearer may, ends soon, and can be taken back.
  exchange.sign = (path, api, ...rest) => {
    const signed = sign(path, api, ...rest);
    return api === "private" ? { ...signed, headers: { authorization: `Bearer ${accessToken()}` } } : signed;
  };
  exchange.onRestResponse = (...[status, , , , , body]) => {
    if (body.length > MAX_ANSWER_CHARS) throw new AnswerError(status, "an answer too long to read", null);
    return body.trim();
  };
  exchange.handleErrors = (...[status, , , , , body, response]) => {
    if (status < 400 && refusalIn(response) === null) return;
    throw new AnswerError(status, body, null);
  };
  return exchange;
}
