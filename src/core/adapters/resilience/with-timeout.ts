import type { Clock } from "../../lib/clock.js";
import { OVER } from "../../lib/abort-reason.js";
import { err } from "../../lib/result.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";
import { type AnyWrite, interceptGateway, type WriteCall } from "./intercept-gateway.js";
import { WriteDeparture } from "./write-departure.js";

export interface TimeoutOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  /** For its turn, and from its leaving for the answer: each of them. */
  readonly writeMs: number;
  /** A snapshot and a list of trades are several requests each. */
  readonly readMs: number;
  /** An answer to a write that came after it had been given up. It may be news, never the outcome. */
  readonly onLateWrite?: (late: LateWrite) => void;
}

export interface LateWrite {
  readonly call: WriteCall;
  readonly outcome: AnyWrite;
  readonly afterMs: number;
}

/** HTTP's own number for it. */
const REQUEST_TIMEOUT = 408;

/**
 * Ends every wait: a write without an answer is unknown, a question without one may be asked again.
 *
 * A write that still waits for its turn is called back: it was refused, for certain, and nothing leaves later. One that
 * has left has its time from there. So nothing is ever sent after its outcome was said to be unknown.
 */
export function withTimeout(inner: VenueGateway, options: TimeoutOptions): VenueGateway {
  const { clock, writeMs, readMs, onLateWrite } = options;
  return interceptGateway(inner, {
    write: async (call, send, given) => {
      const startMs = clock.monotonicMs();
      const departure = new WriteDeparture(clock, given);
      const answer = send(departure);
      const prompt = await inTime(answer, writeMs, clock);
      if (prompt !== null) return prompt;
      if (departure.callBack()) return { kind: "refused", ...notSent(writeMs) };
      const restMs = writeMs - departure.outMs();
      const outcome = restMs > 0 ? await inTime(answer, restMs, clock) : null;
      if (outcome !== null) return outcome;
      // A late throw is a bug like any other: it stays unhandled here, and the process learns of it.
      void answer.then((late) => onLateWrite?.({ call, outcome: late, afterMs: clock.monotonicMs() - startMs }));
      return { kind: "unknown", reason: noAnswer(writeMs) };
    },
    query: async (_ref, send) => (await inTime(send(), readMs, clock)) ?? { kind: "unknown", reason: noAnswer(readMs) },
    read: async (_call, send) => (await inTime(send(), readMs, clock)) ?? err(timedOut(readMs)),
    close: () => undefined,
  });
}

function noAnswer(timeoutMs: number): string {
  return `no answer within ${timeoutMs} ms`;
}

/** 0 is our own number for what was never sent. */
function notSent(timeoutMs: number) {
  const reason = `not sent: its turn under the venue's limits did not come within ${timeoutMs} ms`;
  return { code: 0, reason, reaction: "resend", retryAfterMs: null } as const;
}

function timedOut(timeoutMs: number) {
  return { code: REQUEST_TIMEOUT, reason: noAnswer(timeoutMs), reaction: "resend", retryAfterMs: null } as const;
}

/** The answer, or null when it took longer. */
async function inTime<O extends object>(
  answer: Promise<O>,
  timeoutMs: number,
  clock: TimeoutOptions["clock"],
): Promise<O | null> {
  const waiting = new AbortController();
  try {
    return await Promise.race([answer, clock.sleep(timeoutMs, waiting.signal).then(() => null)]);
  } finally {
    waiting.abort(OVER);
  }
}
