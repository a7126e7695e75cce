import type { ExitLevels, Signal } from "../../src/core/domain/intent.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { BoundStrategy } from "../../src/core/strategies/definition.js";
import { BAND_EXITS } from "./engine-strategy.js";

export interface ExposureOptions {
  readonly symbols?: readonly string[];
  /** Exposure wanted at a close: 0 wants nothing held. */
  readonly exposureOf: (close: number) => number;
  readonly band?: number;
  readonly barMs?: number;
  readonly exits?: Partial<ExitLevels>;
}

interface ExposureState {
  close: number | null;
}

/** A strategy whose exposure can be read off the last close; it is fed with base bars, whatever bars it says to be on. */
export function exposureStrategy(options: ExposureOptions): BoundStrategy {
  const { exposureOf, band = 0.1, barMs = HOUR_MS, symbols = ["BTCUSDT"] } = options;
  const exits = { ...BAND_EXITS, ...options.exits };
  return {
    id: "momentum",
    definitionId: "exposure",
    sizing: "exposure",
    barMs,
    symbols,
    warmupBars: 1,
    create: (): ExposureState => ({ close: null }),
    next: (state, { close }) => {
      (state as ExposureState).close = close;
    },
    signal: (state, held): Signal => {
      const { close } = state as ExposureState;
      const exposure = close === null ? 0 : exposureOf(close);
      const zone = exposure > 0 ? 1 : exposure < 0 ? -1 : 0;
      const flat = { kind: "target", direction: "flat", strength: 0, exposure: null, exits: null } as const;
      if (zone === 0 && held !== "flat") return { ...flat, zone, reasons: ["nothing wanted"] };
      if (zone === 0) return { kind: "none", reason: "no_signal", detail: null, zone };
      const direction = zone === 1 ? "long" : "short";
      const reasons = [`exposure ${String(exposure)}`];
      return { kind: "target", direction, strength: 1, exposure, rebalanceBand: band, exits, zone, reasons };
    },
  };
}
