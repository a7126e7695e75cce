import { z } from "zod";
import { AnswerError } from "../ccxt/answer-error.js";
import type { CallFailure } from "../ccxt/call-failure.js";
import { type CallContext, failureOf, jsonOf } from "../ccxt/failure-of.js";
import { byNetwork, type Verdict, verdictOf } from "../ccxt/verdict.js";
import { SECOND_MS } from "../../lib/time.js";
import { ERROR_TABLE, MAY_BE_THERE_CODES, RULE_CODES } from "./error-table.js";

interface Evidence {
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: number | null;
  readonly text: string;
}

/** 50011 names no time; a page of limits counts 2 seconds. */
const RATE_LIMIT_PAUSE_MS = 2 * SECOND_MS;

const codeText = z.union([z.string().regex(/^\d{1,6}(?:_\d{1,6})?$/), z.number().int().min(0).transform(String)]);
const answerSchema = z.object({
  code: codeText,
  msg: z.string().optional(),
  data: z.array(z.object({ sCode: codeText.optional(), sMsg: z.string().optional() })).optional(),
});

/** The number and words of a refusal in an answer: of its row, else of the whole; null where all is well. */
export function refusalIn(answer: unknown): { readonly code: number; readonly text: string } | null {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { code, msg = "", data = [] } = parsed.data;
  const row = data.find(({ sCode = "0" }) => sCode !== "0" && sCode !== "");
  if (row !== undefined) return { code: numberOf(row.sCode ?? ""), text: row.sMsg ?? msg };
  return code === "0" ? null : { code: numberOf(code), text: msg };
}

/** `51008_1000` is 51008 with a sub-code. */
function numberOf(code: string): number {
  return Number.parseInt(code, 10);
}

/** What an error of a call asks of us. Unclear errors are decided against us: see docs/venues/okx.md#errors. */
export function outcomeOf(error: unknown, context: CallContext): CallFailure {
  const evidence = evidenceOf(error);
  const number = evidence.code ?? evidence.status;
  const isLimit = evidence.status === 429 || number === 50011 || number === 50061;
  const retryAfterMs = isLimit ? RATE_LIMIT_PAUSE_MS : null;
  const numbers = { mayBeThere: MAY_BE_THERE_CODES, againstRules: RULE_CODES };
  return failureOf({ ...judge(evidence), number, text: evidence.text, retryAfterMs }, context, numbers);
}

function evidenceOf(error: unknown): Evidence {
  if (error instanceof AnswerError) {
    const refusal = refusalIn(jsonOf(error.body));
    // 1 and 2 only say that a row was refused.
    const code = refusal === null || refusal.code <= 2 ? null : refusal.code;
    return { status: error.status, code, text: refusal?.text ?? error.body.slice(0, 500) };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { status: 0, code: null, text };
}

/** The number first, then the HTTP status, then what the network said. */
function judge({ status, code, text }: Evidence): Verdict {
  const row = code === null ? undefined : ERROR_TABLE.get(code);
  if (row !== undefined) return verdictOf(row.reaction, row.meaning);
  return status > 0 ? byStatus(status, code) : byNetwork(text);
}

function byStatus(status: number, code: number | null): Verdict {
  if (status === 429) return verdictOf("resend", "too many requests");
  if (status === 403) return verdictOf("halt", "stopped by the venue's firewall");
  if (status === 408) return verdictOf("unknown", "time-out, execution status unknown");
  if (status === 404) return verdictOf("bug", "no such endpoint");
  // Refusals come with status 200 as well: a number that we don't know is a definite no, and for a person.
  if (status < 500 && code !== null) return verdictOf("halt", "refused with an unknown number");
  if (status >= 400 && status < 500) return verdictOf("halt", "refused without a number");
  return verdictOf("unknown", "no clear answer");
}
