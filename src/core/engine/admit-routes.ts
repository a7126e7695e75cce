import type { Drop, Intent } from "../domain/intent.js";
import { SECOND_MS } from "../lib/time.js";
import { admitsNewRisk } from "../routing/admission.js";
import type { RouterPolicy } from "../routing/policy.js";
import { outcomesOf, type RouterState } from "../routing/state.js";

interface Admitted {
  readonly intents: readonly Intent[];
  readonly drops: readonly Drop[];
}

/**
 * Drops what would open a position where the router is broken, until its rest is over and one probe may try; legs of one
 * idea go together. What reduces always passes.
 */
export function admitRoutes(
  intents: readonly Intent[],
  { router, policy, atMs }: { readonly router: RouterState; readonly policy: RouterPolicy; readonly atMs: number },
): Admitted {
  const refused = new Set<string>();
  for (const { purpose, account, symbol, groupId } of intents) {
    if (purpose === "open" && !admitsNewRisk({ router, account, symbol, policy, atMs }).allowed) refused.add(groupId);
  }
  if (refused.size === 0) return { intents, drops: [] };
  const isRefused = ({ purpose, groupId }: Intent): boolean => purpose === "open" && refused.has(groupId);
  const drops = intents.filter(isRefused).map(({ strategy, symbol, account }): Drop => {
    const newestMs = outcomesOf(router, account, symbol).at(-1)?.atMs;
    if (newestMs === undefined) return { strategy, symbol, reason: "group_incomplete", detail: null };
    const limit = policy.quality.probe_after_seconds;
    const detail = { measured: (atMs - newestMs) / SECOND_MS, limit, setting: PROBE_SETTING };
    return { strategy, symbol, reason: "route_broken", detail };
  });
  return { intents: intents.filter((intent) => !isRefused(intent)), drops };
}

const PROBE_SETTING = "router_policy.quality.probe_after_seconds";
