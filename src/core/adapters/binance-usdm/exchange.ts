import { z } from "zod";
import { hmacSha256Hex } from "../../lib/hash.js";
import { AnswerError } from "../ccxt/answer-error.js";
import type { UsdmClientOptions } from "./client.js";
import { quoteBigIntegers } from "../ccxt/json-text.js";
import type { UsdmExchange, UsdmExchangeClass } from "./load-ccxt.js";

type ExchangeOptions = Pick<UsdmClientOptions, "guard" | "credentials" | "limiter" | "nowMs" | "recvWindowMs"> & {
  readonly timeoutMs: number;
};

const MAX_ANSWER_CHARS = 32 * 1024 * 1024;

const headersSchema = z.record(z.string(), z.unknown());
const errorBody = z.object({ code: z.union([z.number().int().negative(), z.string().regex(/^-\d{1,6}$/)]) });

function headerMap(headers: unknown): ReadonlyMap<string, string> {
  const parsed = headersSchema.safeParse(headers);
  const entries = parsed.success ? Object.entries(parsed.data) : [];
  return new Map(entries.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? value : ""]));
}

/**
 * A ccxt instance that reaches our hosts only, stamps by venue time, keeps all digits and throws what the venue said
 * with its HTTP status instead of a class that depends on the host (ccxt 4.5.84).
 */
export function openExchange(exchangeClass: UsdmExchangeClass, options: ExchangeOptions): UsdmExchange {
  const { guard, credentials, limiter, nowMs, recvWindowMs, timeoutMs } = options;
  const exchange = new exchangeClass({
    apiKey: credentials?.key.reveal() ?? "",
    secret: credentials?.secret.reveal() ?? "",
    timeout: timeoutMs,
    // Our own limiter counts for all processes of the machine; ccxt's would space orders 200 ms apart.
    enableRateLimit: false,
    // Its pattern needs a comma behind the number: json-text.ts does it for all.
    quoteJsonNumbers: false,
    options: {
      // Both would call the spot host with our key (ccxt 4.5.84, loadMarkets).
      fetchCurrencies: false,
      fetchMargins: false,
      recvWindow: recvWindowMs,
      adjustForTimeDifference: false,
      maxRetriesOnFailure: 0,
      fetchOpenOrders: { warnWithoutSymbol: false },
      watchTrades: { name: "aggTrade" },
    },
  });
  guard.attach(exchange);
  exchange.nonce = nowMs;
  // ccxt's is written in JavaScript: 21 against 3 µs of the first hundred, on the way of every order.
  exchange.hmac = hmacSha256Hex;
  exchange.onRestResponse = (...[status, , url, , headers, body]) => {
    // The spot host counts in a budget of its own.
    if (url.startsWith(`${guard.endpoints.rest}/`)) limiter.observe(headerMap(headers));
    if (body.length > MAX_ANSWER_CHARS) throw new AnswerError(status, "an answer too long to read", null);
    return quoteBigIntegers(body.trim());
  };
  exchange.handleErrors = (...[status, , , , headers, body, response]) => {
    if (status < 400 && !errorBody.safeParse(response).success) return;
    throw new AnswerError(status, body, headerMap(headers).get("retry-after") ?? null);
  };
  return exchange;
}
