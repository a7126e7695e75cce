import { SECOND_MS } from "../lib/time.js";
import { brokenBy, circuitText } from "./circuits.js";
import type { RouterPolicy } from "./policy.js";
import { judge, measure } from "./quality.js";
import { outcomesOf, type RouterState } from "./state.js";

export interface RiskAdmission {
  readonly allowed: boolean;
  /** True for the one order that tries a broken venue again. */
  readonly probe: boolean;
  readonly reason: string;
}

interface AdmissionInput {
  readonly router: RouterState;
  readonly account: string;
  readonly symbol: string;
  readonly policy: RouterPolicy;
  readonly atMs: number;
}

/**
 * Whether a symbol may take new risk: by its figures, and by the circuit breakers of its venue. While that of orders is half
 * open, one order is the probe that both want.
 */
export function admitsNewRisk(input: AdmissionInput): RiskAdmission {
  const circuit = brokenBy(input.router, input.account);
  const reason = circuit === null ? "" : circuitText(circuit);
  if (circuit?.state === "open") return { allowed: false, probe: false, reason };
  const byFigures = admittedByFigures(input);
  return circuit === null || !byFigures.allowed ? byFigures : { allowed: true, probe: true, reason };
}

/**
 * Whether a symbol may take new risk by what its orders tell. After a failure a broken one rests, then lets one probe through;
 * once an order has gone well it may go on, at the smallest legal quantity until its figures have recovered.
 */
function admittedByFigures({ router, account, symbol, policy, atMs }: AdmissionInput): RiskAdmission {
  const outcomes = outcomesOf(router, account, symbol);
  const { quality, reason } = judge(measure(outcomes, policy, atMs), policy.quality);
  const newest = outcomes[outcomes.length - 1];
  if (quality !== "broken" || newest === undefined) return { allowed: true, probe: false, reason };
  const wentWell = !newest.rejected && (newest.ackMs ?? Infinity) < policy.quality.broken_ack_ms;
  if (wentWell) return { allowed: true, probe: false, reason };
  const rested = atMs - newest.atMs >= policy.quality.probe_after_seconds * SECOND_MS;
  return { allowed: rested, probe: rested, reason };
}
