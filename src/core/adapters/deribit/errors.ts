import { z } from "zod";
import { AnswerError } from "../ccxt/answer-error.js";
import type { CallFailure } from "../ccxt/call-failure.js";
import { type CallContext, failureOf, jsonOf } from "../ccxt/failure-of.js";
import { byNetwork, type Verdict, verdictOf } from "../ccxt/verdict.js";
import { SECOND_MS } from "../../lib/time.js";
import { ERROR_TABLE, RULE_CODES } from "./error-table.js";

/** The pool of credits is full again after 5 s (rate limits page: 50,000 at 10,000 a second). */
const RATE_LIMIT_PAUSE_MS = 5 * SECOND_MS;

const OTHER_REJECT = 11_030;

const errorSchema = z.object({ error: z.object({ code: z.number().int(), message: z.string().max(2_000) }) });

/** The number and word of a JSON-RPC error; null where the answer is none. */
export function refusalIn(answer: unknown): { readonly code: number; readonly text: string } | null {
  const parsed = errorSchema.safeParse(answer);
  return parsed.success ? { code: parsed.data.error.code, text: parsed.data.error.message } : null;
}

/** What an error of a call asks of us. Unclear errors are decided against us: see docs/venues/deribit.md#errors. */
export function outcomeOf(error: unknown, context: CallContext): CallFailure {
  const refusal = error instanceof AnswerError ? refusalIn(jsonOf(error.body)) : null;
  const status = error instanceof AnswerError ? error.status : 0;
  const text = refusal?.text ?? textOf(error);
  const number = refusal?.code ?? status;
  const retryAfterMs = status === 429 || number === 10_028 || number === 10_047 ? RATE_LIMIT_PAUSE_MS : null;
  const verdict = judge(refusal?.code ?? null, status, text);
  return failureOf({ ...verdict, number, text, retryAfterMs }, context, { againstRules: RULE_CODES });
}

function textOf(error: unknown): string {
  if (error instanceof AnswerError) return error.body.slice(0, 500);
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function judge(code: number | null, status: number, text: string): Verdict {
  const row = code === null ? undefined : ERROR_TABLE.get(code);
  // One number for all that is rare: a reduction of nothing means that we believe in a position that is not there.
  if (code === OTHER_REJECT && /reduce/i.test(text)) return verdictOf("reconcile", "nothing to reduce");
  if (row !== undefined) return verdictOf(row.reaction, row.meaning);
  if (code !== null && status < 500) return verdictOf("halt", "refused with an unknown number");
  if (status === 0) return byNetwork(text);
  if (status === 429) return verdictOf("resend", "too many requests");
  if (status === 408 || status >= 500 || status < 400) return verdictOf("unknown", "no clear answer");
  return verdictOf("halt", "refused without a number");
}
