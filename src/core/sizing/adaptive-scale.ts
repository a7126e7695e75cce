import { type DecisionBook, riskDrawdown } from "../domain/decision-book.js";
import type { Intent } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import type { ScaleCurve, SizingPolicy } from "./policy.js";

/** What each source made of the target, and all of them together. */
export interface AdaptiveScale {
  /** Constant of the configuration. */
  readonly base: number;
  readonly drawdown: number;
  readonly volatility: number;
  /** Of the meta-signal; 1 where no model is wired. */
  readonly model: number;
  /** Their product: 0…1, NaN where a source that counts is unknown. */
  readonly scale: number;
}

/**
 * 1 up to `start`, `floor` from `full` on, a straight line between: never rises, never leaves floor…1.
 * A floor of 1 switches the curve off, whatever is measured; else what can't be known stays unknown.
 */
export function scaleAt(measured: number, { start, full, floor }: ScaleCurve): number {
  if (floor === 1) return 1;
  if (Number.isNaN(measured)) return Number.NaN;
  const way = Math.min(1, Math.max(0, (measured - start) / (full - start)));
  return 1 - (1 - floor) * way;
}

/** Factor on every target by the state of the account, the market and the model (docs/RISK.md#adaptive-scale). */
export function adaptiveScale(
  { book, view, intent }: { readonly book: DecisionBook; readonly view: SymbolView; readonly intent: Intent },
  policy: SizingPolicy,
): AdaptiveScale {
  const base = policy.adaptive_scale;
  const drawdown = scaleAt(riskDrawdown(book), policy.drawdown_scale);
  const volatility = scaleAt(view.features.volatilityRatio, policy.volatility_scale);
  const model = intent.modelScale ?? 1;
  return { base, drawdown, volatility, model, scale: base * drawdown * volatility * model };
}
