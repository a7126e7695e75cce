import type { ZodType } from "zod";
import type { Bar } from "../domain/bar.js";
import type { Signal } from "../domain/intent.js";

/** What a strategy holds of a symbol when it is asked; direction only, never money. */
export type HeldDirection = "long" | "short" | "flat";

/**
 * A strategy is a fold over closed bars of one symbol: `next` takes one bar, `signal` reads the state.
 * Live, backtest and replay call the same two functions, so a future bar can't be seen by construction.
 * The state is plain JSON data.
 */
export interface StrategyDefinition<Params, State> {
  readonly id: string;
  readonly title: string;
  /** Length of its bars where no setting says otherwise. */
  readonly barMs: number;
  /** Other lengths that it may be set to; left out: none. */
  readonly otherBarsMs?: readonly number[];
  readonly sizing: "scaled" | "exposure";
  readonly params: ZodType<Params>;
  /** Bars after which older ones no longer change the newest value by more than 1e-9. */
  warmupBars(params: Params): number;
  /**
   * Narrowest stop it may set, in ATR (≥ 0). Left out: the parameter `stop_atr`, else the disaster stop. The configuration
   * audit works out from it what no order of the strategy can pass.
   */
  narrowestStopAtr?(params: Params): number;
  /**
   * Parameters that `create` and `next` read; left out: all of them. Combinations of a sweep that differ in others alone
   * share one fold.
   */
  readonly foldParams?: readonly string[];
  create(params: Params): State;
  /** Takes one closed bar; changes `state` in place. */
  next(state: State, bar: Bar, params: Params): void;
  /**
   * Pure reading of the state. `held` is the direction of the account's one-way position in the symbol if this
   * strategy owns it, flat otherwise. A `none` names the setting behind it from the strategy down (`params.slow`);
   * `bindStrategies` puts `strategy_config.strategies.<id>.` in front.
   */
  signal(state: State, held: HeldDirection, params: Params): Signal;
}

/** A definition whose types have been closed over, as the registry hands it out. */
export interface BoundStrategy {
  /** Key in strategy_registry.json. */
  readonly id: string;
  readonly definitionId: string;
  readonly sizing: "scaled" | "exposure";
  readonly barMs: number;
  readonly symbols: readonly string[];
  readonly warmupBars: number;
  create(): unknown;
  next(state: unknown, bar: Bar): void;
  signal(state: unknown, held: HeldDirection): Signal;
}
