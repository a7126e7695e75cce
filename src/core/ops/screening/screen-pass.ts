import type { Direction, Drop, ProtoIntent, Side } from "../../domain/intent.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { screen } from "../../screener/screen.js";
import { screenPairs } from "../../screener/screen-pairs.js";
import { pairHolding } from "../../engine/pair-groups.js";
import { strategyKey } from "../../engine/strategy-state.js";
import { modelView } from "../../engine/model-view.js";
import { marketView } from "../../engine/view.js";
import type { SessionBooks } from "../whatif/session-books.js";

/** `hedge screen --json`. */
export interface ScreenDocument {
  readonly schema: "hedge.screen/1";
  readonly mode: Mode;
  readonly at: string;
  readonly protoIntents: readonly {
    readonly strategy: string;
    readonly symbol: string;
    readonly side: Side;
    readonly strength: number;
    readonly features: Readonly<Record<string, number>>;
    readonly reasons: readonly string[];
  }[];
  readonly dropped: readonly Drop[];
}

/** One pass of the screener over the books as they stand: every strategy × symbol ends as a proto-intent or as a drop. */
export function screenPass(
  { state, ctx, start }: SessionBooks,
  { symbol, atMs }: { readonly symbol: string | null; readonly atMs: number },
): ScreenDocument {
  const held = (strategy: string, of: string): Direction => {
    const position = Object.values(state.portfolio.positions).find(
      (candidate) => candidate.symbol === of && candidate.strategy === strategy,
    );
    if (position === undefined) return "flat";
    return Number(position.qty) > 0 ? "long" : "short";
  };
  const states = (strategy: string, of: string): unknown => state.strategies[strategyKey(strategy, of)];
  const { rearm } = state;
  const { filters, screener: policy } = ctx;
  const asks = modelView(state, ctx);
  const single = screen({
    view: marketView(state, ctx, symbol === null ? null : [symbol]),
    strategies: ctx.strategies,
    states,
    held,
    rearm,
    filters,
    policy,
    model: ctx.metaModel ?? null,
    ...(asks === undefined ? {} : { modelView: asks }),
  });
  // A pair is looked at with both its markets, whichever of them was asked for.
  const pairs = screenPairs({
    ...{ view: marketView(state, ctx), strategies: ctx.pairs, states, rearm, filters, policy },
    holding: (strategy, pair) => pairHolding(state, strategy, pair),
  });
  const asked = ({ symbol: of }: { readonly symbol: string }): boolean => symbol === null || of === symbol;
  const protoIntents = [...single.protoIntents, ...pairs.protoIntents.filter(asked)];
  const drops = [...single.drops, ...pairs.drops.filter(asked)];
  return {
    schema: "hedge.screen/1",
    mode: start.mode,
    at: isoUtc(atMs),
    protoIntents: protoIntents.map((proto) => ({
      strategy: proto.strategy,
      symbol: proto.symbol,
      side: sideOf(proto, held(proto.strategy, proto.symbol)),
      strength: proto.strength,
      features: proto.features,
      reasons: proto.reasons,
    })),
    dropped: drops,
  };
}

/** A flat target closes what is held. */
function sideOf({ direction }: ProtoIntent, held: Direction): Side {
  if (direction === "flat") return held === "long" ? "sell" : "buy";
  return direction === "long" ? "buy" : "sell";
}

/** Errors: Failure 2 for an instant the session does not cover. */
export function requireCovered({ state, start, atEnd }: SessionBooks, atMs: number | null): void {
  if (atMs === null) return;
  const tooLate = atEnd && atMs > state.atMs;
  if (atMs >= start.fromMs && !tooLate) return;
  const last = tooLate ? state.atMs : (start.toMs ?? state.atMs);
  throw new Failure("invalid_value", 2, `--at ${isoUtc(atMs)} is outside the session`, {
    path: "--at",
    value: isoUtc(atMs),
    fix: `It runs from ${isoUtc(start.fromMs)} to ${isoUtc(last)}.`,
  });
}
