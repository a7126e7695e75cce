import { setMaxListeners } from "node:events";
import type { Clock } from "../../lib/clock.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { Departure, QueryOutcome, VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";
import { interceptGateway, isProtective, type ReadCall, type WriteCall } from "./intercept-gateway.js";

/** How long somebody keeps trying: tries in all, and a time after which no new try starts. */
export interface Patience {
  readonly tries: number;
  readonly deadlineMs: number;
}

/** The signal behind an entry grows stale; what closes or protects a position has to get through. */
const PATIENCE = {
  entry: { tries: 3, deadlineMs: 3_000 },
  protective: { tries: 5, deadlineMs: 15_000 },
  read: { tries: 3, deadlineMs: 10_000 },
} as const satisfies Readonly<Record<string, Patience>>;

/** General information page of Binance USD-M, read 2026-11-22: back off 200 → 400 → 800 ms on a failed 503. */
const BACK_OFF_MS: readonly number[] = [200, 400, 800];

export interface RetryOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly venueClock: Pick<VenueClock, "sync">;
  readonly patience?: Readonly<Partial<Record<keyof typeof PATIENCE, Patience>>>;
  /** Before each further try. */
  readonly onRetry?: (retry: Retry) => void;
}

export interface Retry {
  readonly call: WriteCall["kind"] | ReadCall | "query";
  /** 2 for the first repetition. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly refusal: VenueRefusal;
}

/**
 * Repeats what is safe to repeat: questions, and writes that were certainly not executed. A write whose outcome is
 * unknown is never sent again; the time after which it is settled counts from that answer, not from the first try.
 *
 * Between two tries a write may be called back, or lose its leave: it is refused then, and ends there.
 */
export function withRetry(inner: VenueGateway, options: RetryOptions): VenueGateway {
  const closing = new AbortController();
  // One listener for each call that waits for its next try; they go when the wait is over.
  setMaxListeners(0, closing.signal);
  const patience = { ...PATIENCE, ...options.patience };
  const retrier = { ...options, closing: closing.signal };
  return interceptGateway(inner, {
    write: (call, send, departure) =>
      repeat(retrier, {
        call: call.kind,
        patience: isProtective(call) ? patience.protective : patience.entry,
        send,
        refusalOf: (outcome) => (outcome.kind === "refused" ? outcome : null),
        ...(departure === undefined ? {} : { departure, ended: (refusal) => ({ kind: "refused", ...refusal }) }),
      }),
    query: (_ref, send) =>
      repeat(retrier, { call: "query", patience: patience.read, send, refusalOf: unansweredQuery }),
    read: (call, send) =>
      repeat(retrier, {
        call,
        patience: patience.read,
        send,
        refusalOf: (outcome) => (outcome.ok ? null : outcome.error),
      }),
    close: () => closing.abort(),
  });
}

/** Asking again changes nothing at the venue, so a question without an answer may be repeated. */
function unansweredQuery(outcome: QueryOutcome): VenueRefusal | null {
  if (outcome.kind !== "unknown") return null;
  return { code: 0, reason: outcome.reason, reaction: "resend", retryAfterMs: null };
}

interface Task<O> {
  readonly call: Retry["call"];
  readonly patience: Patience;
  readonly send: () => Promise<O>;
  /** What was refused and may be worth another try; null for every other outcome, an unknown one included. */
  readonly refusalOf: (outcome: O) => VenueRefusal | null;
  /** Of a write that may be called back. */
  readonly departure?: Departure;
  /** The outcome of a write that its departure does not let go again. */
  readonly ended?: (refusal: VenueRefusal) => O;
}

type Retrier = RetryOptions & { readonly closing: AbortSignal };

async function repeat<O>(retrier: Retrier, task: Task<O>): Promise<O> {
  const { call, patience, send, refusalOf, departure } = task;
  const startMs = retrier.clock.monotonicMs();
  let isResynced = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send();
    const refusal = refusalOf(outcome);
    if (refusal === null || attempt >= patience.tries) return outcome;
    const isClock: boolean = refusal.reaction === "resync_clock" && !isResynced;
    if (refusal.reaction !== "resend" && !isClock) return outcome;
    isResynced ||= isClock;
    // From here on it waits: what was sent is refused for certain, and nothing is out.
    const calledBack = departure?.wait();
    if (isClock && (await retrier.venueClock.sync()) === null) return outcome;
    const waitMs = isClock ? 0 : Math.max(backOffMs(attempt), refusal.retryAfterMs ?? 0);
    const startsInTime = retrier.clock.monotonicMs() - startMs + waitMs <= patience.deadlineMs;
    if (!startsInTime) return outcome;
    if (waitMs > 0) await retrier.clock.sleep(waitMs, eitherOf(retrier.closing, calledBack));
    if (retrier.closing.aborted) return outcome;
    const stopped = departure?.leave() ?? null;
    if (stopped !== null && task.ended !== undefined) return task.ended(stopped);
    retrier.onRetry?.({ call, attempt: attempt + 1, waitMs, refusal });
  }
}

function eitherOf(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

function backOffMs(attempt: number): number {
  return BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length) - 1] ?? 0;
}
