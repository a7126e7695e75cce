import type { JournalEvent } from "../../src/core/domain/event.js";
import { toNumber } from "../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { BoundPairStrategy, PairSignal } from "../../src/core/strategies/pair-definition.js";
import { ofType } from "./engine-story.js";

export const PAIR = { name: "ETHUSDT/BTCUSDT", symbols: ["ETHUSDT", "BTCUSDT"] } as const;

interface Closes {
  y: number;
  x: number;
}

export interface PairOptions {
  readonly beta?: number;
  /** Leg that is sent first: y is ETHUSDT. */
  readonly first?: "y" | "x";
  readonly atr?: number;
}

/** A strategy on ETH and BTC whose wish can be read off ETH's last close: long from 50,500, short from 49,500, out at 50,000. */
export function pairStrategy({ beta = 0.5, first = "y", atr = 2_000 }: PairOptions = {}): BoundPairStrategy {
  const exits = { stopDistance: 0, atr, trailDistance: null, takeProfits: [], maxBars: null };
  return {
    id: "momentum",
    definitionId: "pair",
    barMs: HOUR_MS,
    pairs: [PAIR],
    warmupBars: 1,
    create: (): Closes => ({ y: 50_000, x: 50_000 }),
    next: (state, leg, { close }) => {
      (state as Closes)[leg === 0 ? "y" : "x"] = close;
    },
    signal: (state, pair, held): PairSignal => {
      const { y } = state as Closes;
      const zone = y > 50_000 ? -1 : y < 50_000 ? 1 : 0;
      if (held !== null) {
        if (zone !== held.terms.side) return { kind: "leave", zone, reasons: [`close ${String(y)}`] };
        return { kind: "none", reason: "holding", detail: null, zone };
      }
      if (Math.abs(y - 50_000) < 500 || zone === 0) return { kind: "none", reason: "no_signal", detail: null, zone };
      const terms = { beta, mean: 0, deviation: 1, halfLifeBars: 10, side: zone, hedgeTimeoutMs: 10_000 } as const;
      const largest = Math.max(1, beta);
      const ofY = { symbol: pair.symbols[0], direction: zone === -1 ? "long" : "short", share: 1 / largest } as const;
      const ofX = {
        symbol: pair.symbols[1],
        direction: zone === -1 ? "short" : "long",
        share: beta / largest,
      } as const;
      const [lead, follow] = first === "y" ? [ofY, ofX] : [ofX, ofY];
      const legs = [
        { ...lead, rank: 0, exits },
        { ...follow, rank: 1, exits },
      ] as const;
      return { kind: "enter", strength: 1, terms, maxBars: 30, legs, zone, reasons: [`close ${String(y)}`] };
    },
  };
}

/** Longest time for which fills left one of two symbols held without the other; until the last event, if it still is. */
export function longestAloneMs(events: readonly JournalEvent[], symbols: readonly string[] = PAIR.symbols): number {
  const held = new Map(symbols.map((symbol) => [symbol, 0]));
  let since: number | null = null;
  let longest = 0;
  const isAlone = (): boolean => [...held.values()].filter((qty) => Math.abs(qty) > 1e-9).length === 1;
  for (const { symbol, side, qty, atMs } of ofType(events, "order.filled")) {
    if (!symbols.includes(symbol)) continue;
    held.set(symbol, (held.get(symbol) ?? 0) + (side === "buy" ? 1 : -1) * toNumber(qty));
    if (since !== null) longest = Math.max(longest, atMs - since);
    since = isAlone() ? (since ?? atMs) : null;
  }
  return since === null ? longest : Math.max(longest, (events.at(-1)?.atMs ?? since) - since);
}
