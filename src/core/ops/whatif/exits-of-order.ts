import { withOwnStop } from "../../exits/own-stop.js";
import type { HeldDirection } from "../../strategies/definition.js";
import type { ExitLevels, Side } from "../../domain/intent.js";
import type { SymbolView } from "../../domain/market-view.js";
import { strategyKey } from "../../engine/strategy-state.js";
import type { EngineContext, EngineState } from "../../engine/state.js";

export interface ExitQuestion {
  readonly strategy: string;
  readonly side: Side;
  readonly view: SymbolView;
  readonly held: HeldDirection;
}

/**
 * Exit levels that an order of a strategy would bring now: those of its signal where it points the same way, else its
 * default stop, else the disaster stop. Null while the ATR is not known.
 */
export function exitsOfOrder(question: ExitQuestion, state: EngineState, ctx: EngineContext): ExitLevels | null {
  const { strategy, side, view, held } = question;
  const bound = ctx.strategies.find(({ id }) => id === strategy);
  const folded = state.strategies[strategyKey(strategy, view.symbol)];
  const signal = bound === undefined || folded === undefined ? null : bound.signal(folded, held);
  const wanted = side === "buy" ? "long" : "short";
  if (signal?.kind === "target" && signal.direction === wanted && signal.exits !== null)
    return withOwnStop(signal.exits, ctx.exits);
  const { atr } = view.features;
  if (!(atr > 0)) return null;
  const stopAtr = defaultStopAtr(strategy, ctx);
  return { stopDistance: stopAtr * atr, atr, trailDistance: null, takeProfits: [], maxBars: null };
}

function defaultStopAtr(strategy: string, ctx: EngineContext): number {
  const settings: unknown = ctx.filters[strategy];
  const params: unknown =
    typeof settings === "object" && settings !== null ? Reflect.get(settings, "params") : undefined;
  const stopAtr: unknown = typeof params === "object" && params !== null ? Reflect.get(params, "stop_atr") : undefined;
  return typeof stopAtr === "number" ? stopAtr : ctx.exits.disaster_stop_atr;
}
