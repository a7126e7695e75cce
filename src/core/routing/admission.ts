import { SECOND_MS } from "../lib/time.js";
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
 * Whether a symbol may take new risk. After a failure a broken one rests, then lets one probe through;
 * once an order has gone well it may go on, at the smallest legal quantity until its figures have recovered.
 */
export function admitsNewRisk({ router, account, symbol, policy, atMs }: AdmissionInput): RiskAdmission {
  const outcomes = outcomesOf(router, account, symbol);
  const { quality, reason } = judge(measure(outcomes, policy, atMs), policy.quality);
  const newest = outcomes[outcomes.length - 1];
  if (quality !== "broken" || newest === undefined) return { allowed: true, probe: false, reason };
  const wentWell = !newest.rejected && (newest.ackMs ?? Infinity) < policy.quality.broken_ack_ms;
  if (wentWell) return { allowed: true, probe: false, reason };
  const rested = atMs - newest.atMs >= policy.quality.probe_after_seconds * SECOND_MS;
  return { allowed: rested, probe: rested, reason };
}
