import type { Violation } from "../../domain/intent.js";
import { HOUR_MS } from "../../lib/time.js";
import type { RiskContext } from "../context.js";
import { joined, PASS, requireAtLeast, requireAtMost, type ReviewedOrder, type RiskRule, violation } from "../rule.js";

const rule = "R17";
const code = "restricted_symbol";

function barred(setting: string | null): readonly Violation[] {
  return violation({ rule, code, measured: Number.NaN, limit: Number.NaN, unit: "state", setting });
}

function listed(order: ReviewedOrder, { policy }: RiskContext): readonly Violation[] {
  const { caps, view, symbol } = order.symbolRisk;
  if (policy.limits.restricted_symbols.includes(symbol)) return barred("risk_limits.restricted_symbols");
  if (caps === null || !caps.enabled || caps.restricted) return barred(`pairs_universe.universe.${symbol}.enabled`);
  if (view?.instrument.status !== "TRADING") return barred(null);
  const quoted = policy.limits.quote_symbols.includes(view.instrument.quoteAsset);
  return quoted ? PASS : barred("risk_limits.quote_symbols");
}

function delisting(order: ReviewedOrder, { atMs, policy }: RiskContext): readonly Violation[] {
  const delistingAtMs = order.symbolRisk.view?.instrument.delistingAtMs ?? null;
  if (delistingAtMs === null) return PASS;
  return requireAtLeast({
    rule,
    code,
    measured: (delistingAtMs - atMs) / 1_000,
    limit: (policy.limits.global.min_hours_to_delisting * HOUR_MS) / 1_000,
    unit: "seconds",
    setting: "risk_limits.global.min_hours_to_delisting",
  });
}

function depeg(order: ReviewedOrder, { policy, quoteUsd }: RiskContext): readonly Violation[] {
  if (quoteUsd === null) return PASS;
  const asset = order.symbolRisk.view?.instrument.quoteAsset ?? "";
  const priceUsd = Object.hasOwn(quoteUsd, asset) ? (quoteUsd[asset] ?? Number.NaN) : Number.NaN;
  return requireAtMost({
    rule,
    code,
    measured: Math.abs(priceUsd - 1),
    limit: policy.limits.global.max_quote_depeg_pct,
    unit: "fraction",
    setting: "risk_limits.global.max_quote_depeg_pct",
  });
}

export const restricted: RiskRule = {
  id: "R17",
  codes: ["restricted_symbol"],
  title: "restricted symbol",
  skipsReducing: true,
  check: (order, ctx) => joined(listed(order, ctx), delisting(order, ctx), depeg(order, ctx)),
};
