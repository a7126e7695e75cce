import type { Drop, DropDetail, DropReason, Intent } from "../domain/intent.js";
import { SECOND_MS } from "../lib/time.js";
import { admitsNewRisk } from "../routing/admission.js";
import { brokenBy } from "../routing/circuits.js";
import type { RouterPolicy } from "../routing/policy.js";
import { outcomesOf, type RouterState } from "../routing/state.js";

interface Admitted {
  readonly intents: readonly Intent[];
  readonly drops: readonly Drop[];
}

interface RoutesNow {
  readonly router: RouterState;
  readonly policy: RouterPolicy;
  readonly atMs: number;
}

/**
 * Drops what would open a position where the router is broken, until its rest is over and one probe may try; legs of one
 * idea go together. While a circuit breaker of the venue is open nothing is opened in any symbol; while that of orders is
 * half open, the first idea of a single leg is the probe. What reduces always passes.
 */
export function admitRoutes(intents: readonly Intent[], now: RoutesNow): Admitted {
  const { router } = now;
  const refused = new Set<string>();
  for (const { purpose, account, symbol, groupId } of intents) {
    if (purpose === "open" && !admitsNewRisk({ ...now, account, symbol }).allowed) refused.add(groupId);
  }
  const probed = new Set<string>();
  for (const { purpose, account, id, groupId } of intents) {
    if (purpose !== "open" || refused.has(groupId) || brokenBy(router, account) === null) continue;
    // Two legs would be one probe and one order that the circuit turns back.
    if (groupId === id && !probed.has(account)) probed.add(account);
    else refused.add(groupId);
  }
  if (refused.size === 0) return { intents, drops: [] };
  const isRefused = ({ purpose, groupId }: Intent): boolean => purpose === "open" && refused.has(groupId);
  const drops = intents
    .filter(isRefused)
    .map(({ strategy, symbol, account }): Drop => ({ strategy, symbol, ...whyOf(account, symbol, now) }));
  return { intents: intents.filter((intent) => !isRefused(intent)), drops };
}

function whyOf(
  account: string,
  symbol: string,
  { router, policy, atMs }: RoutesNow,
): { readonly reason: DropReason; readonly detail: DropDetail | null } {
  if (brokenBy(router, account) !== null) return { reason: "circuit_open", detail: null };
  const newestMs = outcomesOf(router, account, symbol).at(-1)?.atMs;
  if (newestMs === undefined) return { reason: "group_incomplete", detail: null };
  const limit = policy.quality.probe_after_seconds;
  const detail = { measured: (atMs - newestMs) / SECOND_MS, limit, setting: PROBE_SETTING };
  return { reason: "route_broken", detail };
}

const PROBE_SETTING = "router_policy.quality.probe_after_seconds";
