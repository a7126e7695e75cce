import { routeAccount } from "../../accounts/route-account.js";
import type { AccountsPolicy } from "../../accounts/policy.js";
import { getAtPath, isPlainObject } from "../../config/paths.js";
import type { Effect } from "./effect.js";

/**
 * Effect of a setting that only names something else, by what stands behind the name; null for settings that say
 * themselves which way they go.
 *
 * * A symbol's tier: by the tiers' caps, which limit its exposure (R08).
 * * Who trades on which account: every account has books and limits of its own, so one more in use loosens.
 * * The strategy behind a registered one: other code than what was there, so any change loosens.
 */
export function effectOfReference(path: string, before: unknown, after: unknown): Effect | null {
  if (/^pairs_universe\.universe\.[^.]+\.tier$/.test(path)) {
    return compared(tierCap(getAtPath(before, path), before), tierCap(getAtPath(after, path), after));
  }
  if (path === "accounts.routes" || path === "accounts.default") {
    return compared(accountsInUse(before), accountsInUse(after));
  }
  if (/^strategy_registry\.strategies\.[^.]+\.strategy$/.test(path)) return "loosens";
  return null;
}

function compared(was: number | null, is: number | null): Effect {
  if (was === null || is === null || was === is) return "neutral";
  return is > was ? "loosens" : "tightens";
}

/** Cap of a tier as a fraction of NAV: none where the configuration has no such tier, null where none is named. */
function tierCap(tier: unknown, config: unknown): number | null {
  if (typeof tier !== "string") return null;
  const cap = getAtPath(config, ["risk_limits", "global", "tiers", tier, "per_symbol_nav_pct"]);
  return typeof cap === "number" ? cap : Infinity;
}

/** Accounts on which an enabled strategy may open; null for a configuration that doesn't say. */
function accountsInUse(config: unknown): number | null {
  const routing = getAtPath(config, "accounts");
  const strategies = getAtPath(config, "strategy_registry.strategies");
  if (!isPlainObject(strategies) || !isRouting(routing)) return null;
  const used = Object.entries(strategies).flatMap(([strategy, entry]) => {
    if (!isPlainObject(entry) || entry["enabled"] !== true || !Array.isArray(entry["symbols"])) return [];
    return entry["symbols"].map((symbol) => routeAccount(routing, strategy, String(symbol)));
  });
  return new Set(used).size;
}

function isRouting(value: unknown): value is AccountsPolicy {
  if (!isPlainObject(value) || typeof value["default"] !== "string" || !Array.isArray(value["routes"])) return false;
  return value["routes"].every(
    (route) => isPlainObject(route) && Array.isArray(route["strategies"]) && Array.isArray(route["symbols"]),
  );
}
