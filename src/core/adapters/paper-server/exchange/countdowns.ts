/** Dead-man's switches: per symbol, the instant at which its regular orders are cancelled (BINANCE_USDM 5.4). */
export interface Countdowns {
  /** Starts a symbol's countdown anew; 0 ends it. */
  set(symbol: string, countdownMs: number): void;
  tick(): void;
}

interface CountdownOptions {
  /** Market time. */
  readonly nowMs: () => number;
  /** Cancels regular orders only: taking protective stops away would be the opposite of safe. */
  readonly cancelAll: (symbol: string) => void;
}

export function createCountdowns({ nowMs, cancelAll }: CountdownOptions): Countdowns {
  const dueMs = new Map<string, number>();
  return {
    set: (symbol, countdownMs) => {
      if (countdownMs > 0) dueMs.set(symbol, nowMs() + countdownMs);
      else dueMs.delete(symbol);
    },
    tick: () => {
      const atMs = nowMs();
      for (const [symbol, deadlineMs] of dueMs) {
        if (deadlineMs > atMs) continue;
        dueMs.delete(symbol);
        cancelAll(symbol);
      }
    },
  };
}
