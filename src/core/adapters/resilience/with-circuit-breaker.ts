import { setMaxListeners } from "node:events";
import type { CircuitState, EndpointClass } from "../../domain/connection.js";
import type { Clock } from "../../lib/clock.js";
import type { QueryOutcome, VenueGateway, VenueRefusal } from "../../ports/venue-gateway.js";
import { Circuit, type Passage, type Verdict } from "./circuit.js";
import {
  type AnyWrite,
  interceptGateway,
  isProtective,
  type ReadCall,
  type Reading,
  type WriteCall,
} from "./intercept-gateway.js";

export type CircuitStates = Readonly<Record<EndpointClass, CircuitState>>;

export interface CircuitChange {
  readonly venue: string;
  readonly endpointClass: EndpointClass;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: string;
}

export interface CircuitBreakerOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly failures: number;
  readonly pauseMs: number;
  readonly onChange?: (change: CircuitChange) => void;
}

export interface BreakerGateway extends VenueGateway {
  states(): CircuitStates;
}

const CLASS_OF: Readonly<Record<ReadCall, EndpointClass>> = {
  trades: "queries",
  snapshot: "account",
  positions: "account",
  income: "account",
  modes: "account",
  symbolSettings: "account",
  keyRights: "account",
  prepareSymbol: "account",
  deadManSwitch: "account",
  instruments: "account",
};

/**
 * One circuit for each class of endpoints of the venue. Only orders that may open a position are ever refused, while
 * the circuit of orders is open; everything else goes out in any state and only tells how the venue is.
 */
export function withCircuitBreaker(inner: VenueGateway, options: CircuitBreakerOptions): BreakerGateway {
  const { venue } = inner.capabilities;
  const closing = new AbortController();
  // One listener for each circuit that is open; they go when the wait is over.
  setMaxListeners(0, closing.signal);
  const circuitOf = (endpointClass: EndpointClass): Circuit =>
    new Circuit({
      ...options,
      closing: closing.signal,
      onChange: (from, to, reason) => options.onChange?.({ venue, endpointClass, from, to, reason }),
    });
  const circuits = {
    orders: circuitOf("orders"),
    cancels: circuitOf("cancels"),
    queries: circuitOf("queries"),
    account: circuitOf("account"),
  };
  const gateway = interceptGateway(inner, {
    write: async (call, send) => {
      const passage = passageOf(call, circuits);
      return passage === null ? { kind: "refused", ...refusal(venue, circuits.orders) } : told(passage, send, ofWrite);
    },
    query: (_ref, send) => told(circuits.queries.pass(true), send, ofQuery),
    read: (call, send) => told(circuits[CLASS_OF[call]].pass(true), send, ofReading),
    close: () => closing.abort(),
  });
  const states = (): CircuitStates => ({
    orders: circuits.orders.state,
    cancels: circuits.cancels.state,
    queries: circuits.queries.state,
    account: circuits.account.state,
  });
  return { ...gateway, states };
}

function passageOf(call: WriteCall, circuits: { readonly orders: Circuit; readonly cancels: Circuit }): Passage | null {
  if (call.kind === "cancel") return circuits.cancels.pass(true);
  // A venue under load lets reducing orders pass and throttles the others (-1008), so their success proves nothing.
  return isProtective(call) ? circuits.orders.pass(false) : circuits.orders.enter();
}

/** Not executed for certain, and by tomorrow's price another decision: the caller may decide anew. */
function refusal(venue: string, circuit: Circuit): VenueRefusal {
  const retryAfterMs = circuit.remainingMs();
  return {
    code: 0,
    reason: `circuit breaker of ${venue} orders is ${circuit.describe()}`,
    reaction: "redecide",
    retryAfterMs,
  };
}

/** HTTP status of a ban (general information page of Binance USD-M, read 2026-11-22). */
const BANNED = 418;

type Judged = readonly [verdict: Verdict, reason: string, awayMs?: number];

async function told<O>(passage: Passage, send: () => Promise<O>, judge: (outcome: O) => Judged): Promise<O> {
  let judged: Judged = ["nothing", ""];
  try {
    const outcome = await send();
    judged = judge(outcome);
    return outcome;
  } finally {
    passage.done(...judged);
  }
}

const ofWrite = (outcome: AnyWrite): Judged => {
  if (outcome.kind === "unknown") return ["failed", outcome.reason];
  return outcome.kind === "refused" ? ofRefusal(outcome) : ["answered", ""];
};

const ofQuery = (outcome: QueryOutcome): Judged => {
  if (outcome.kind !== "unknown") return ["answered", ""];
  return outcome.unsent === true ? ["nothing", ""] : ["failed", outcome.reason];
};

const ofReading = (outcome: Reading<unknown>): Judged => (outcome.ok ? ["answered", ""] : ofRefusal(outcome.error));

/**
 * 0 is our own number for what we did not send, and the network's where nobody answered. A ban needs no second word:
 * nothing is opened until it is over.
 */
function ofRefusal({ code, reaction, reason, retryAfterMs, unanswered }: VenueRefusal): Judged {
  if (unanswered === true) return ["failed", reason];
  if (code === 0) return ["nothing", ""];
  if (code === BANNED || /\bbanned until\b/i.test(reason)) return ["banned", `${code} ${reason}`, retryAfterMs ?? 0];
  const isServerError = code >= 500 && code <= 599;
  return reaction === "resend" || isServerError ? ["failed", `${code} ${reason}`] : ["answered", ""];
}
