import type { Side } from "../../domain/intent.js";
import type { EngineContext } from "../../engine/state.js";
import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import type { SessionOrigin } from "./session-books.js";

/** What a user typed. */
export interface OrderWish {
  readonly symbol: string;
  readonly side: string;
  readonly notional: string;
  readonly price?: string | undefined;
  readonly nav?: string | undefined;
  readonly strategy?: string | undefined;
}

/** An order that makes sense in this session; whether it may be sent is another question. */
export interface TrialOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly strategy: string;
  readonly notionalUsd: number;
  /** Limit price; null trades at the mark. */
  readonly price: number | null;
  /** NAV to reckon with; null takes that of the books. */
  readonly navUsd: number | null;
}

/** Most that a figure may be: above it a typo is likelier than a wish. */
const LARGEST = 1e12;

const SIDES: readonly Side[] = ["buy", "sell"];

/**
 * Turns what was typed into an order.
 *
 * Errors: Failure 2 for nonsense: NaN, 0, a negative figure, a symbol, side or strategy nobody knows.
 */
export function requireOrder(wish: OrderWish, origin: SessionOrigin): TrialOrder {
  const symbol = requireSymbol(wish.symbol, origin);
  const side = requireName("side", wish.side.toLowerCase(), SIDES) as Side;
  return {
    symbol,
    side,
    strategy: requireStrategy(wish.strategy, symbol, origin.ctx),
    notionalUsd: requirePositive("--notional", wish.notional),
    price: wish.price === undefined ? null : requirePositive("--price", wish.price),
    navUsd: wish.nav === undefined ? null : requirePositive("--nav", wish.nav),
  };
}

/** A plain number above 0. Errors: Failure 2. */
export function requirePositive(flag: string, text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const usable = value > 0 && value <= LARGEST;
  if (usable) return value;
  const fix = /^\d[\d,_ ]*[,_ ][\d,_. ]*$/.test(text)
    ? "Write the digits without separators."
    : "Write a number above 0, such as 2500.";
  throw new Failure("invalid_value", 2, `${flag} ${text} is no number above 0`, { path: flag, value: text, fix });
}

/** A symbol of the session, whatever the case it was typed in. Errors: Failure 2 with the nearest one. */
export function requireSymbol(typed: string, { start, ctx }: SessionOrigin): string {
  const known = start.symbols.filter((symbol) => ctx.instruments.has(symbol));
  return requireName("symbol", typed.toUpperCase(), known);
}

function requireStrategy(typed: string | undefined, symbol: string, ctx: EngineContext): string {
  const known = Object.keys(ctx.risk.strategies);
  if (typed !== undefined) return requireName("strategy", typed, known);
  const trades = ctx.strategies.find((strategy) => strategy.symbols.includes(symbol));
  const first = trades?.id ?? ctx.strategies[0]?.id ?? known[0];
  if (first !== undefined) return first;
  throw new Failure("unknown_strategy", 2, "the session has no strategy", { path: "--strategy" });
}

/** A name among those known. Errors: Failure 2 with the nearest one. */
export function requireName(what: string, typed: string, known: readonly string[], flag = what): string {
  const exact = known.find((name) => name === typed);
  if (exact !== undefined) return exact;
  const meant = nearest(typed, known);
  const choice = known.length === 0 ? `there is no ${what} to name` : `known: ${known.join(", ")}`;
  throw new Failure(`unknown_${what}`, 2, `there is no ${what} "${typed}"`, {
    path: `--${flag}`,
    value: typed,
    fix: meant === null ? choice : `did you mean ${meant}? ${choice}`,
  });
}
