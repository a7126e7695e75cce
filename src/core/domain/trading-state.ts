export const TRADING_STATES = ["ACTIVE", "REDUCING", "HALTED"] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** Why trading is limited. A gate clears itself once its cause is gone; a latch only by an operator. */
export interface StateCause {
  readonly code: string;
  readonly kind: "gate" | "latch";
  readonly state: "REDUCING" | "HALTED";
  readonly sinceMs: number;
  /** What clears it, in words for the screen. */
  readonly clears: string;
}

/** The minimum over all causes. */
export function tradingState(causes: readonly StateCause[]): TradingState {
  if (causes.some((cause) => cause.state === "HALTED")) return "HALTED";
  return causes.length > 0 ? "REDUCING" : "ACTIVE";
}
