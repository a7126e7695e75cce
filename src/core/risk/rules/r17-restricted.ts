import type { Violation } from "../../domain/intent.js";
import { HOUR_MS } from "../../lib/time.js";
import type { RiskContext } from "../context.js";
import {
  joined,
  notEvaluated,
  PASS,
  condition,
  requireAtLeast,
  requireAtMost,
  type ReviewedOrder,
  type RiskRule,
} from "../rule.js";

const rule = "R17";
const code = "restricted_symbol";

/** Reasons that bar the symbol, 1, against none. */
function allowed(holds: boolean, setting: string | null, ctx: RiskContext): readonly Violation[] {
  return condition(holds, { rule, code, measured: holds ? 0 : 1, limit: 0, unit: "state", setting }, ctx);
}

function listed(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { policy } = ctx;
  const { caps, view, symbol } = order.symbolRisk;
  if (policy.limits.restricted_symbols.includes(symbol)) return allowed(false, "risk_limits.restricted_symbols", ctx);
  if (caps === null || !caps.enabled || caps.restricted)
    return allowed(false, `pairs_universe.universe.${symbol}.enabled`, ctx);
  if (view?.instrument.status !== "TRADING") return allowed(false, null, ctx);
  const quoted = policy.limits.quote_symbols.includes(view.instrument.quoteAsset);
  return allowed(quoted, "risk_limits.quote_symbols", ctx);
}

function delisting(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { atMs, policy } = ctx;
  const delistingAtMs = order.symbolRisk.view?.instrument.delistingAtMs ?? null;
  if (delistingAtMs === null) return PASS;
  return requireAtLeast(
    {
      rule,
      code,
      measured: (delistingAtMs - atMs) / 1_000,
      limit: (policy.limits.global.min_hours_to_delisting * HOUR_MS) / 1_000,
      unit: "seconds",
      setting: "risk_limits.global.min_hours_to_delisting",
    },
    ctx,
  );
}

function depeg(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { policy, quoteUsd } = ctx;
  if (quoteUsd === null) return notEvaluated({ rule, code }, "no oracle for the quote asset", ctx);
  const asset = order.symbolRisk.view?.instrument.quoteAsset ?? "";
  const priceUsd = Object.hasOwn(quoteUsd, asset) ? (quoteUsd[asset] ?? Number.NaN) : Number.NaN;
  return requireAtMost(
    {
      rule,
      code,
      measured: Math.abs(priceUsd - 1),
      limit: policy.limits.global.max_quote_depeg_pct,
      unit: "fraction",
      setting: "risk_limits.global.max_quote_depeg_pct",
    },
    ctx,
  );
}

export const restricted: RiskRule = {
  id: "R17",
  codes: ["restricted_symbol"],
  title: "restricted symbol",
  skipsReducing: true,
  check: (order, ctx) => joined(listed(order, ctx), delisting(order, ctx), depeg(order, ctx)),
};
