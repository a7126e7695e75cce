import { isoUtc } from "../lib/time.js";
import type { RouterHealthRow } from "./router-health.schema.js";
import type { RouteHealth } from "./snapshot.js";

/** A row in the order of its schema's members, with instants as texts. */
export function projectRoute(route: RouteHealth): RouterHealthRow {
  const { account, symbol, quality, reason, orders, makerOrders, makerFillRatio, fallbackRatio, rejectRatio } = route;
  const { slippageP50Bps, slippageP95Bps, markoutBps, markoutFills, ackP50Ms, ackP95Ms } = route;
  const { regime, offsetBps, offsetReason, offsetChange, newRisk, policy, shortfall, suggestions, lastChange } = route;
  return {
    ...{ account, symbol, quality, reason, orders, makerOrders, makerFillRatio, fallbackRatio, rejectRatio },
    ...{ slippageP50Bps, slippageP95Bps, markoutBps, markoutFills, ackP50Ms, ackP95Ms },
    ...{ regime, offsetBps, offsetReason },
    offsetChange: offsetChange && stamped(offsetChange),
    newRisk,
    policy: policy && {
      entry: policy.entry,
      exit: policy.exit,
      protective: policy.protective,
      makerTimeoutSeconds: policy.makerTimeoutSeconds,
      maxSlippageBps: policy.maxSlippageBps,
      expectedMakerBps: policy.expectedMakerBps,
      expectedTakerBps: policy.expectedTakerBps,
    },
    shortfall: { ...shortfall, newest: shortfall.newest.map((row) => stamped(row)) },
    suggestions: suggestions.map(({ bounds, ...rest }) => ({ ...rest, bounds: bounds && [bounds[0], bounds[1]] })),
    lastChange: lastChange && stamped(lastChange),
  };
}

/** `atMs` as a text. */
function stamped<T extends { readonly atMs: number }>({ atMs, ...rest }: T): { at: string } & Omit<T, "atMs"> {
  return { at: isoUtc(atMs), ...rest };
}
