import type { Intent } from "../../domain/intent.js";
import type { EngineContext } from "../../engine/state.js";
import { bucketMultiplier } from "../../screener/filters.js";
import { adaptiveScale, type AdaptiveScale } from "../../sizing/adaptive-scale.js";
import { targetNotionalUsd, volatilityScale } from "../../sizing/target.js";
import { known } from "../../lib/known.js";
import type { ReviewBooks } from "../whatif/session-books.js";

/** How a target came about; factors by their names in docs/RISK.md. A figure that can't be known is null. */
export interface SizingFacts {
  readonly nav: number | null;
  readonly targetUsd: number | null;
  /** Of an exposure strategy: the signed share of NAV it wants; null for a scaled one. */
  readonly exposure: number | null;
  readonly tradeNavPct: number;
  readonly strength: number;
  readonly annualVolatility: number | null;
  readonly volatilityScale: number | null;
  readonly bucketMultiplier: number | null;
  readonly adaptive: { readonly [Part in keyof AdaptiveScale]: number | null };
}

/** The factors of an entry's target on the books it met; null for what is sized by the position it closes. */
export function sizingFacts(
  intent: Intent,
  { book, view }: Pick<ReviewBooks, "book" | "view">,
  ctx: EngineContext,
): SizingFacts | null {
  const symbol = view.symbols.get(intent.symbol);
  const filters = ctx.filters[intent.strategy];
  if (intent.purpose !== "open" || symbol === undefined || filters === undefined) return null;
  const { annualVolatility, volatility } = symbol.features;
  const adaptive = adaptiveScale({ intent, view: symbol, book }, ctx.sizing);
  const byVolatility = volatilityScale(annualVolatility, ctx.sizing);
  const bucket = bucketMultiplier(filters, volatility);
  const target = targetNotionalUsd({ intent, view: symbol, book, policy: ctx.sizing, bucketMultiplier: bucket });
  return {
    nav: known(book.navUsd),
    targetUsd: target.ok ? target.value : null,
    exposure: intent.exposure,
    tradeNavPct: ctx.sizing.trade_nav_percentage,
    strength: intent.strength,
    annualVolatility: known(annualVolatility),
    volatilityScale: known(byVolatility),
    bucketMultiplier: known(bucket),
    adaptive: {
      base: adaptive.base,
      drawdown: known(adaptive.drawdown),
      volatility: known(adaptive.volatility),
      model: known(adaptive.model),
      scale: known(adaptive.scale),
    },
  };
}
