import { withOwnStop } from "../../exits/own-stop.js";
import type { HeldDirection } from "../../strategies/definition.js";
import type { ExitLevels, Side } from "../../domain/intent.js";
import type { SymbolView } from "../../domain/market-view.js";
import { rangeOfHours } from "../bar-range.js";
import { strategyKey } from "../../engine/strategy-state.js";
import type { EngineContext, EngineState } from "../../engine/state.js";

export interface ExitQuestion {
  readonly strategy: string;
  readonly side: Side;
  readonly view: SymbolView;
  readonly held: HeldDirection;
}

/** Exit levels of an order, and the bars of its strategy that it is held at most. */
export interface OrderTerms {
  readonly exits: ExitLevels | null;
  readonly horizonBars: number;
}

/**
 * What an order of a strategy would bring now: exits and horizon of its signal where it points the same way, else its
 * default stop, else the disaster stop. No exits while the ATR is not known.
 */
export function termsOfOrder(question: ExitQuestion, state: EngineState, ctx: EngineContext): OrderTerms {
  const { strategy, side, view, held } = question;
  const wanted = side === "buy" ? "long" : "short";
  const ofPair = termsOfLeg(question, state, ctx);
  if (ofPair !== null) return ofPair;
  const bound = ctx.strategies.find(({ id }) => id === strategy);
  const folded = state.strategies[strategyKey(strategy, view.symbol)];
  const signal = bound === undefined || folded === undefined ? null : bound.signal(folded, held);
  const { default_horizon_bars: usual } = ctx.screener;
  if (signal?.kind === "target" && signal.direction === wanted && signal.exits !== null)
    return { exits: withOwnStop(signal.exits, ctx.exits), horizonBars: signal.exits.maxBars ?? usual };
  return { exits: usualExits(question, bound?.barMs, ctx), horizonBars: usual };
}

/** As a leg of the pair that its strategy would open now; null where it trades no pairs, or would open none that way. */
function termsOfLeg({ strategy, side, view }: ExitQuestion, state: EngineState, ctx: EngineContext): OrderTerms | null {
  const wanted = side === "buy" ? "long" : "short";
  const bound = ctx.pairs.find(({ id }) => id === strategy);
  if (bound === undefined) return null;
  for (const pair of bound.pairs) {
    const folded = state.strategies[strategyKey(strategy, pair.name)];
    const signal = folded === undefined ? null : bound.signal(folded, pair, null);
    if (signal?.kind !== "enter") continue;
    const leg = signal.legs.find(({ symbol, direction }) => symbol === view.symbol && direction === wanted);
    if (leg !== undefined) return { exits: withOwnStop(leg.exits, ctx.exits), horizonBars: Math.ceil(signal.maxBars) };
  }
  return {
    exits: usualExits({ strategy, side, view, held: "flat" }, bound.barMs, ctx),
    horizonBars: ctx.screener.default_horizon_bars,
  };
}

function usualExits(
  { strategy, view }: ExitQuestion,
  barMs: number | undefined,
  ctx: EngineContext,
): ExitLevels | null {
  const atr = view.features.atr * (barMs === undefined ? 1 : rangeOfHours(barMs));
  if (!(atr > 0)) return null;
  return {
    stopDistance: defaultStopAtr(strategy, ctx) * atr,
    atr,
    trailDistance: null,
    takeProfits: [],
    maxBars: null,
  };
}

function defaultStopAtr(strategy: string, ctx: EngineContext): number {
  const settings: unknown = ctx.filters[strategy];
  const params: unknown =
    typeof settings === "object" && settings !== null ? Reflect.get(settings, "params") : undefined;
  const stopAtr: unknown = typeof params === "object" && params !== null ? Reflect.get(params, "stop_atr") : undefined;
  return typeof stopAtr === "number" ? stopAtr : ctx.exits.disaster_stop_atr;
}
