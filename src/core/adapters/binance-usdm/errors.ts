import { DAY_MS, SECOND_MS } from "../../lib/time.js";
import { AnswerError } from "../ccxt/answer-error.js";
import type { CallFailure } from "../ccxt/call-failure.js";
import { ERROR_TABLE, MAY_BE_THERE_CODES, RULE_CODES } from "./error-table.js";
import { type CallContext, failureOf } from "../ccxt/failure-of.js";
import { byNetwork, unescaped, type Verdict, verdictOf } from "../ccxt/verdict.js";

interface UsdmCallContext extends CallContext {
  /** For bans given as an instant: the venue's time, but wall time at a paper venue, however fast its market goes. */
  readonly nowMs: number;
}

interface Evidence {
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: number | null;
  readonly text: string;
  readonly retryAfterMs: number | null;
}

const MAX_BAN_MS = 3 * DAY_MS;

/** What an error of a call asks of us. Unclear errors are decided against us: see docs/venues/binance-usdm.md#errors. */
export function outcomeOf(error: unknown, context: UsdmCallContext): CallFailure {
  const evidence = evidenceOf(error, context.nowMs);
  const { code, status, text, retryAfterMs } = evidence;
  const numbers = { mayBeThere: MAY_BE_THERE_CODES, againstRules: RULE_CODES };
  return failureOf({ ...judge(evidence), number: code ?? status, text, retryAfterMs }, context, numbers);
}

/** "ExchangeNotAvailable: binanceusdm POST https://… 503 Service Unavailable …" (ccxt 4.5.84); a bare number proves nothing. */
const CCXT_STATUS = /^\w+: binanceusdm (?:(?:GET|POST|PUT|DELETE) \S+ )?([45]\d\d) /;

function evidenceOf(error: unknown, nowMs: number): Evidence {
  if (error instanceof AnswerError) {
    const { code, message } = codeAndMessage(error.body);
    const retryAfterMs = retryAfterOf(error.retryAfter, error.body, nowMs);
    return { status: error.status, code, text: message ?? error.body.slice(0, 500), retryAfterMs };
  }
  // What ccxt says without our hooks: the body stands in the message, the HTTP status often as well.
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { code } = codeAndMessage(text);
  const status = Number(CCXT_STATUS.exec(text)?.[1] ?? 0);
  return { status, code, text, retryAfterMs: retryAfterOf(null, text, nowMs) };
}

function codeAndMessage(text: string): { readonly code: number | null; readonly message: string | null } {
  const code = /"code"\s*:\s*"?(-\d{1,6})\b/.exec(text.slice(0, 20_000))?.[1];
  const message = /"msg"\s*:\s*"((?:[^"\\]|\\.){0,1000})/.exec(text.slice(0, 20_000))?.[1];
  return { code: code === undefined ? null : Number(code), message: message === undefined ? null : unescaped(message) };
}

/** Seconds of the header, else the instant in "banned until 1790000000000" (both undocumented for futures, 2026-10). */
function retryAfterOf(header: string | null, text: string, nowMs: number): number | null {
  const seconds = header !== null && /^\d{1,7}$/.test(header.trim()) ? Number(header) : null;
  if (seconds !== null) return Math.min(seconds * SECOND_MS, MAX_BAN_MS);
  const until = /banned until (\d{13})\b/i.exec(text)?.[1];
  return until === undefined ? null : Math.min(Math.max(Number(until) - nowMs, 0), MAX_BAN_MS);
}

/**
 * The text of the two kinds of 503 comes before the number, whose pairing with them is not documented; then the number;
 * then the HTTP status; then what the network said.
 */
function judge({ status, code, text }: Evidence): Verdict {
  if (/unknown error, please check your request/i.test(text)) return verdictOf("unknown", "execution status unknown");
  const saysNotProcessed = /internal error; unable to process|^\s*service unavailable\.?\s*$/i.test(text);
  if (status === 503 && saysNotProcessed) return verdictOf("resend", "not processed");
  if (code === -1001 && !saysNotProcessed) return verdictOf("unknown", "disconnected");
  // Whatever number stands in its body: -1003 is that of a plain limit as well.
  if (status === 418) return verdictOf("resend", "address banned for a while");
  const row = code === null ? undefined : ERROR_TABLE.get(code);
  if (row !== undefined) return verdictOf(row.reaction, row.meaning);
  if (status > 0) return byStatus(status, code);
  return byNetwork(text);
}

function byStatus(status: number, code: number | null): Verdict {
  if (status === 429) return verdictOf("resend", "too many requests");
  if (status === 403) return verdictOf("halt", "stopped by the venue's firewall");
  if (status === 408) return verdictOf("unknown", "time-out, execution status unknown");
  if (status === 404) return verdictOf("bug", "no such endpoint");
  if (status >= 400 && status < 500) {
    // A 4xx is a definite no; a number that we don't know is for a person.
    return verdictOf("halt", code === null ? "refused without a number" : "refused with an unknown number");
  }
  return verdictOf("unknown", "no clear answer");
}
