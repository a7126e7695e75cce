/** An answer of the venue that is an error: HTTP status 400 and above, or a negative number in the body. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";

  constructor(
    readonly status: number,
    readonly body: string,
    /** The `Retry-After` header as it came; null where there was none. */
    readonly retryAfter: string | null,
  ) {
    super(`HTTP ${status} ${body.slice(0, 2_000)}`);
  }
}

/** The whole answer didn't arrive in time: ccxt's own time-out ends with the headers, a stalled body would hang. */
export class AnswerTimeout extends Error {
  override readonly name = "AnswerTimeout";
}
