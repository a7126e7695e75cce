/** What an operator may do from a screen: only what takes risk away. */
export type Deed =
  | { readonly kind: "halt" }
  | { readonly kind: "pause"; readonly strategy: string }
  | { readonly kind: "flatten"; readonly symbol: string | null; readonly orders: number; readonly notionalUsd: number };

/** A deed on its way: its target stays as it was when the dialog opened. */
export interface ActState {
  readonly deed: Deed | null;
  readonly typed: string;
  /** ready: may be typed into. counting: a countdown runs. asked: the executor was asked. */
  readonly phase: "ready" | "counting" | "asked" | "answered";
  /** Local monotonic time at which the dialog opened, or the countdown began. */
  readonly sinceMs: number;
  /** What the executor said; null before. */
  readonly answer: string | null;
}

/** Keys that come within this time were meant for what was there before: a paste, a key held down. */
export const DEAF_MS = 400;
export const COUNTDOWN_MS = 5_000;

/** The command that does the same from a shell. */
export function deedCommand(deed: Deed, state: string): string {
  const where = ` --state ${state}`;
  switch (deed.kind) {
    case "halt":
      return `hedge halt --reason '…'${where}`;
    case "pause":
      return `hedge halt --strategy ${deed.strategy} --reason '…'${where}`;
    case "flatten":
      return `hedge flatten${deed.symbol === null ? "" : ` --symbol ${deed.symbol}`}${where}`;
  }
}

/** What has to be typed before it is done. */
export function confirmation(deed: Deed): string {
  switch (deed.kind) {
    case "halt":
      return "halt";
    case "pause":
      return deed.strategy;
    case "flatten":
      return `flatten ${String(deed.orders)} ${compactUsd(deed.notionalUsd)}`;
  }
}

/** `412k`, `1.62M`. */
export function compactUsd(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500) return `${(value / 1e6).toFixed(2)}M`;
  if (size >= 9_950) return `${(value / 1e3).toFixed(0)}k`;
  if (size >= 1_000) return `${(value / 1e3).toFixed(1)}k`;
  return value.toFixed(0);
}
