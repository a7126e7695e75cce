import type { CircuitState } from "../domain/connection.js";
import type { EventBody } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import type { RouterPolicy } from "./policy.js";
import { judge, type Judgement, type RouteMeasures } from "./quality.js";
import type { RouterState } from "./state.js";

/** A circuit breaker of a class of endpoints that is not closed. */
export interface TrippedCircuit {
  readonly endpoints: string;
  readonly state: Exclude<CircuitState, "closed">;
  readonly reason: string;
}

/**
 * Folds what is told of circuits. A process that begins has closed ones: what the one before it saw is over. In paper the
 * simulated venue is brought back to the instant of the journal, and with it the state of the way there.
 */
export function applyCircuits(state: RouterState, event: EventBody, mode: Mode): void {
  if (event.type === "session.resumed" && mode !== "paper") state.circuits = {};
  if (event.type !== "circuit.changed") return;
  const { account, endpoints, state: now, reason } = event;
  const others = trippedOf(state, account).filter((circuit) => circuit.endpoints !== endpoints);
  if (now === "closed") (state.closedAtMs ??= {})[account] = event.atMs;
  state.circuits[account] = now === "closed" ? others : [...others, { endpoints, state: now, reason }];
}

/** When the last circuit of an account's venue closed; −Infinity where none was ever tripped. */
export function closedSinceMs({ closedAtMs }: Pick<RouterState, "closedAtMs">, account: string): number {
  return closedAtMs?.[account] ?? -Infinity;
}

/**
 * The circuit by which every route of an account is broken: an open one of any class, or that of orders while one order may
 * try it. Another class that is half open is tried by the questions and cancels that go out anyway.
 */
export function brokenBy(state: RouterState, account: string): TrippedCircuit | null {
  const tripped = trippedOf(state, account);
  const open = tripped.find((circuit) => circuit.state === "open");
  return open ?? tripped.find(({ endpoints }) => endpoints === "orders") ?? null;
}

/** The state of the circuit in words: `the circuit of orders is open: 503 Service Unavailable`. */
export function circuitText({ endpoints, state, reason }: TrippedCircuit): string {
  return `the circuit of ${endpoints} is ${state === "open" ? "open" : "half open"}: ${reason}`;
}

/** Quality of a symbol at its venue: broken while a circuit is, else by its figures. */
export function judgeRoute(
  state: RouterState,
  account: string,
  { measures, policy }: { readonly measures: RouteMeasures; readonly policy: RouterPolicy },
): Judgement {
  const circuit = brokenBy(state, account);
  return circuit === null ? judge(measures, policy.quality) : { quality: "broken", reason: circuitText(circuit) };
}

function trippedOf(state: RouterState, account: string): readonly TrippedCircuit[] {
  return state.circuits[account] ?? [];
}
