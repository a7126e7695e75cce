import type { ExitLevels, Signal } from "../../src/core/domain/intent.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { BoundStrategy } from "../../src/core/strategies/definition.js";

export interface BandOptions {
  readonly id?: string;
  readonly symbols?: readonly string[];
  /** Long from `upper`, short from `lower`; a position is left at `middle`. */
  readonly upper?: number;
  readonly middle?: number;
  readonly lower?: number;
  readonly exits?: Partial<ExitLevels>;
}

interface BandState {
  close: number | null;
}

/** Exits of the band strategy: ATR 500, stop 1,250 away. */
export const BAND_EXITS: ExitLevels = {
  stopDistance: 1_250,
  atr: 500,
  trailDistance: null,
  takeProfits: [],
  maxBars: null,
};

/** A strategy whose wish can be read off the last close: long above a band, short below it, zone by its middle. */
export function bandStrategy(options: BandOptions = {}): BoundStrategy {
  const { upper = 50_500, middle = 50_000, lower = 49_500 } = options;
  const exits = { ...BAND_EXITS, ...options.exits };
  return {
    id: options.id ?? "momentum",
    definitionId: "band",
    sizing: "scaled",
    barMs: HOUR_MS,
    symbols: options.symbols ?? ["BTCUSDT"],
    warmupBars: 1,
    create: (): BandState => ({ close: null }),
    next: (state, bar) => {
      (state as BandState).close = bar.close;
    },
    signal: (state, held): Signal => {
      const close = (state as BandState).close ?? middle;
      const zone = close > middle ? 1 : close < middle ? -1 : 0;
      const enters = close >= upper || close <= lower;
      const keeps = (held === "long" && zone === 1) || (held === "short" && zone === -1);
      if (enters || keeps) {
        const direction = zone === 1 ? "long" : "short";
        return { kind: "target", direction, strength: 1, exposure: null, exits, zone, reasons: [`close ${close}`] };
      }
      if (held === "flat") return { kind: "none", reason: "no_signal", detail: null, zone };
      return { kind: "target", direction: "flat", strength: 0, exposure: null, exits: null, zone, reasons: ["middle"] };
    },
  };
}
