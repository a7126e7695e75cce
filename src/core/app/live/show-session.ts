import type { LiveDisplay, SessionGlance } from "../../domain/session-glance.js";
import { tradingState } from "../../domain/trading-state.js";
import type { EngineState } from "../../engine/state.js";
import { newestNav } from "../../engine/valuation.js";
import type { Clock } from "../../lib/clock.js";

/** What a live session tells whoever started it. */
export interface LiveNews {
  onStep(what: string): void;
  /** After each turn of the loop, and once a second while it waits. nowMs: the session's own time. */
  onBeat(state: EngineState, nowMs: number): void;
}

/** Figures change all the time, and a person reads no faster; a change of the trading state is shown at once. */
const REPAINT_MS = 1_000;

export function showSession(display: LiveDisplay, clock: Pick<Clock, "nowMs" | "monotonicMs">): LiveNews {
  let shown: string | null = null;
  let shownAtMs = 0;
  return {
    onStep: (what) => {
      display.step(what, clock.nowMs());
    },
    onBeat: (state, nowMs) => {
      // Until the session has begun there is nothing but what the start waits for.
      if (state.portfolio.navStart === null) return;
      const causes = causeCodes(state).join();
      const monotonicMs = clock.monotonicMs();
      if (causes === shown && monotonicMs - shownAtMs < REPAINT_MS) return;
      shown = causes;
      shownAtMs = monotonicMs;
      display.show(glanceOf(state, nowMs), clock.nowMs());
    },
  };
}

function causeCodes({ portfolio: { causes } }: EngineState): readonly string[] {
  const halted = causes.filter(({ state }) => state === "HALTED");
  const others = causes.filter(({ state }) => state !== "HALTED");
  return [...new Set([...halted, ...others].map(({ code }) => code))];
}

/** nowMs: the session's own time. */
export function glanceOf(booked: EngineState, nowMs: number): SessionGlance {
  // Without a position the NAV is of now, whenever the market last said something.
  const state = { ...booked, atMs: Math.max(booked.atMs, nowMs) };
  const nav = newestNav(state);
  return {
    tradingState: tradingState(state.portfolio.causes),
    causes: causeCodes(state),
    positions: Object.keys(state.portfolio.positions).length,
    nav: { value: nav?.nav ?? null, ageMs: nav === null ? null : state.atMs - nav.atMs },
  };
}
