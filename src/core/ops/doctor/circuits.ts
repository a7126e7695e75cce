import type { CircuitState } from "../../domain/connection.js";
import { type Check, pass, skip, warn } from "./check.js";

/** Circuit breakers of a venue by class of endpoints, as the running executor last told. */
export interface CircuitFacts {
  readonly venue: string;
  readonly circuits: Readonly<Record<string, CircuitState>>;
}

/** While an executor runs: which calls to the venue are cut off, or on probation. */
export function checkCircuits(venues: readonly CircuitFacts[], isRunning: boolean): readonly Check[] {
  const id = "state.circuits";
  if (!isRunning) return [skip(id, "no executor runs: nothing is sent")];
  if (venues.length === 0) return [skip(id, "the session sends nothing to a venue")];
  return venues.map(({ venue, circuits }) => {
    const tripped = Object.entries(circuits).filter(([, state]) => state !== "closed");
    if (tripped.length === 0) return pass(id, `${venue}: ${Object.keys(circuits).join(", ")} closed`);
    const words = tripped.map(([endpoints, state]) => `${endpoints} ${state === "open" ? "open" : "half open"}`);
    return warn(
      id,
      `${venue}: ${words.join(", ")}`,
      "wait: it tries again by itself after the pause; a restart costs request budget. Longer: the venue's status page",
    );
  });
}
