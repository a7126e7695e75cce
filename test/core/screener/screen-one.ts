import type { RearmWait } from "../../../src/core/domain/decision-book.js";
import type { Direction, Signal } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import type { SignalFilters } from "../../../src/core/screener/filters.js";
import { screenerPolicySchema } from "../../../src/core/screener/policy.js";
import { screen } from "../../../src/core/screener/screen.js";
import { AT_MS, echoStrategy, viewOf } from "./fixtures.js";

export const policy = screenerPolicySchema.parse({});
export const open: SignalFilters = { volatility_buckets: { quiet: 1, normal: 1, hot: 0.5 }, allowed_trends: null };

export interface One {
  readonly signal: Signal;
  readonly held?: Direction;
  readonly view?: Partial<SymbolView>;
  readonly filters?: SignalFilters;
  readonly rearm?: readonly RearmWait[];
  readonly policy?: typeof policy;
}

/** Screens one strategy on one symbol. */
export function screenOne({
  signal,
  held = "flat",
  view = {},
  filters = open,
  rearm = [],
  policy: given = policy,
}: One) {
  return screen({
    view: { atMs: AT_MS, symbols: new Map([["AUSDT", viewOf("AUSDT", view)]]) },
    strategies: [echoStrategy("momentum", ["AUSDT"])],
    states: () => signal,
    held: () => held,
    rearm,
    filters: { momentum: filters },
    policy: given,
  });
}
