import { z } from "zod";
import { AnswerError } from "../ccxt/answer-error.js";
import type { CallFailure } from "../ccxt/call-failure.js";
import { withoutPage } from "../ccxt/page-text.js";
import { type Credentials, scrub } from "../ccxt/secret.js";
import { byNetwork, type Verdict, verdictOf, withoutHosts } from "../ccxt/verdict.js";
import { SECOND_MS } from "../../lib/time.js";
import { ERROR_TABLE, RULE_CODES } from "./error-table.js";

export interface CallContext {
  /** A write that failed without a clear no is unknown; a read is simply asked again. */
  readonly writes: boolean;
  /** What no text may show: the keys of this process. */
  readonly credentials: readonly Credentials[];
}

/** The pool of credits is full again after 5 s (rate limits page: 50,000 at 10,000 a second). */
const RATE_LIMIT_PAUSE_MS = 5 * SECOND_MS;

const errorSchema = z.object({ error: z.object({ code: z.number().int(), message: z.string().max(2_000) }) });

/** The number and word of a JSON-RPC error; null where the answer is none. */
export function refusalIn(answer: unknown): { readonly code: number; readonly text: string } | null {
  const parsed = errorSchema.safeParse(answer);
  return parsed.success ? { code: parsed.data.error.code, text: parsed.data.error.message } : null;
}

/** What an error of a call asks of us. Unclear errors are decided against us: see docs/venues/deribit.md#errors. */
export function outcomeOf(error: unknown, { writes, credentials }: CallContext): CallFailure {
  const refusal = error instanceof AnswerError ? refusalIn(jsonOf(error.body)) : null;
  const status = error instanceof AnswerError ? error.status : 0;
  const text = refusal?.text ?? textOf(error);
  const { verdict, meaning } = judge(refusal?.code ?? null, status, text);
  const said = scrub(withoutHosts(withoutPage(text)), credentials);
  const code = refusal?.code ?? status;
  const named = code === 0 ? meaning : `${String(code)} ${meaning}`;
  const reason = scrub(`${named}${said === "" ? "" : `: ${said}`}`, credentials);
  if (verdict === "unknown" && writes) return { kind: "unknown", reason };
  const reaction = verdict === "unknown" ? "resend" : verdict;
  const retryAfterMs = status === 429 || code === 10_028 || code === 10_047 ? RATE_LIMIT_PAUSE_MS : null;
  const outcome = { kind: "refused", code, reason, reaction, retryAfterMs } as const;
  if (code === 0 && reaction === "resend") return { ...outcome, unanswered: true };
  return RULE_CODES.has(code) ? { ...outcome, againstRules: true } : outcome;
}

function textOf(error: unknown): string {
  if (error instanceof AnswerError) return error.body.slice(0, 500);
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function judge(code: number | null, status: number, text: string): Verdict {
  const row = code === null ? undefined : ERROR_TABLE.get(code);
  if (row !== undefined) return verdictOf(row.reaction, row.meaning);
  if (code !== null && status < 500) return verdictOf("halt", "refused with an unknown number");
  if (status === 0) return byNetwork(text);
  if (status === 429) return verdictOf("resend", "too many requests");
  if (status === 408 || status >= 500 || status < 400) return verdictOf("unknown", "no clear answer");
  return verdictOf("halt", "refused without a number");
}
