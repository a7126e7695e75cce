import { type DecisionBook, riskDrawdown } from "../domain/decision-book.js";
import type { LimitUnit } from "../domain/intent.js";
import { known } from "../lib/known.js";
import type { MarketView } from "../domain/market-view.js";
import type { ScaleCurve, SizingPolicy } from "./policy.js";

/** How far a curve of the adaptive scale has come: a row of `risk show`. A figure that can't be known is null. */
interface CurveUsage {
  readonly rule: "sizing";
  readonly scope: string;
  /** What is measured, and where the curve reaches its floor. */
  readonly used: number | null;
  readonly limit: number | null;
  readonly unit: LimitUnit;
  readonly headroom: number | null;
  readonly usage: number | null;
}

/** A row for the account and one for each held symbol; none for a curve that is switched off. */
export function adaptiveUsage(book: DecisionBook, view: MarketView, policy: SizingPolicy): readonly CurveUsage[] {
  const { drawdown_scale: byDrawdown, volatility_scale: byVolatility } = policy;
  const ofSymbols = book.positions.flatMap(({ symbol }) => {
    const ratio = view.symbols.get(symbol)?.features.volatilityRatio ?? Number.NaN;
    return curveRow(`symbol:${symbol} volatility scale`, ratio, { curve: byVolatility, unit: "multiple" });
  });
  const fall = Math.max(0, riskDrawdown(book));
  return [...curveRow("drawdown scale", fall, { curve: byDrawdown, unit: "fraction" }), ...ofSymbols];
}

function curveRow(
  scope: string,
  used: number,
  { curve, unit }: { readonly curve: ScaleCurve; readonly unit: LimitUnit },
): readonly CurveUsage[] {
  if (curve.floor === 1) return [];
  const limit = curve.full;
  return [
    {
      rule: "sizing",
      scope,
      used: known(used),
      limit,
      unit,
      headroom: known(limit - used),
      usage: known(used / limit),
    },
  ];
}
