import type { Cell } from "../table.js";
import type { Tone } from "../tint.js";

/** Colour of a gain or loss; the sign in the text says the same. */
export function gainTone(figure: string | number | null): Tone | undefined {
  const value = figure === null ? Number.NaN : Number(figure);
  return value > 0 ? "good" : value < 0 ? "bad" : undefined;
}

export function gain(figure: string | number | null, text: string): Cell {
  return { text, tone: gainTone(figure) };
}

/** How near a limit is: from 70 % a warning, from 100 % a breach. */
export function usageTone(usage: number | null): Tone | undefined {
  if (usage === null) return "warn";
  return usage >= 1 ? "bad" : usage >= 0.7 ? "warn" : undefined;
}

export function stateTone(tradingState: string): Tone {
  return tradingState === "ACTIVE" ? "good" : tradingState === "REDUCING" ? "warn" : "bad";
}

/** Colour of a router quality. */
export function qualityTone(quality: string): Tone | undefined {
  const tones: Readonly<Record<string, Tone>> = { good: "good", degraded: "warn", broken: "bad", unknown: "dim" };
  return tones[quality];
}
