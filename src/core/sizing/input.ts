import type { StrategyCaps, SymbolCaps } from "../domain/caps.js";
import type { DecisionBook } from "../domain/decision-book.js";
import type { Intent } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import type { Dec } from "../lib/decimal.js";
import type { SizingLimits } from "./limits.js";
import type { SizingPolicy } from "./policy.js";

export interface SizingInput {
  readonly intent: Intent;
  readonly view: SymbolView;
  /** Orders sized earlier in the same cycle belong into its `pending`, so that headrooms see them. */
  readonly book: DecisionBook;
  readonly caps: { readonly strategy: StrategyCaps; readonly symbol: SymbolCaps };
  readonly limits: SizingLimits;
  readonly policy: SizingPolicy;
  /** The strategy's multiplier for the symbol's volatility regime; 1 where it has none. */
  readonly bucketMultiplier: number;
  /** Exact signed quantity of the position on this symbol, null while flat. */
  readonly positionQty: Dec | null;
  /** Factor on the target by which a leg of a pair keeps its share; 1 where it is left out. */
  readonly targetScale?: number;
}
