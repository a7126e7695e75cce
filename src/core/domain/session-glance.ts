import type { TradingState } from "./trading-state.js";

/** What the process that trades shows of its session: enough to see whether it does what it should. */
export interface SessionGlance {
  readonly tradingState: TradingState;
  /** Codes of what limits trading, the gravest first. */
  readonly causes: readonly string[];
  readonly positions: number;
  readonly nav: { readonly value: string | null; readonly ageMs: number | null };
}

/** Where a live session shows itself while it runs. Instants are wall time. */
export interface LiveDisplay {
  /** What the start waits for. */
  step(what: string, atMs: number): void;
  show(glance: SessionGlance, atMs: number): void;
  /** The place is free again. */
  stop(): void;
}
