import { OVER } from "../../lib/abort-reason.js";
import type { Clock } from "../../lib/clock.js";
import { AnswerTimeout } from "./answer-error.js";

/** The whole answer, or AnswerTimeout: ccxt's own time-out ends with the headers, a stalled body would hang. */
export async function withinTime<T>(
  answer: Promise<T>,
  { clock, timeoutMs }: { readonly clock: Pick<Clock, "sleep">; readonly timeoutMs: number },
): Promise<T> {
  const answered = new AbortController();
  const late = clock.sleep(timeoutMs, answered.signal).then((): never => {
    throw new AnswerTimeout(`no whole answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    answered.abort(OVER);
  }
}
