/**
 * What a setting says of itself beside its type: how it is measured, and which way it has to move to let more risk
 * through. Declared once, in the schema that checks it; the configuration audit and the reference read it from there.
 */
export type SettingUnit = keyof typeof UNIT_TEXTS;

/**
 * up, down: a larger or smaller value loosens; `true` is larger than `false`. listed, unlisted: adding to, or taking
 * from, a list loosens. never: it lets no more risk through. A list: the words it may have, tightest first.
 */
export type Loosens = "up" | "down" | "listed" | "unlisted" | "never" | readonly string[];

export interface SettingFacts {
  readonly unit?: SettingUnit;
  /** On a section it holds for everything below that does not say otherwise. */
  readonly loosens?: Loosens;
  /** A limit that ends trading or protects positions: a looser one is an error to miss. */
  readonly vital?: true;
  /** Any change deserves a look, whichever way it goes: orders would go elsewhere. */
  readonly delicate?: true;
  /** What an absent value or null stands for: no limit at all, or the value of the setting at this path. */
  readonly absent?: "unlimited" | { readonly as: string };
  /** 0 stands for «never». */
  readonly zero?: "off";
  /** Least and most that anyone would mean, where the default and some way to either side of it does not say. */
  readonly usual?: readonly [least: number, most: number];
  /** Its default, as the schema has it. */
  readonly standard?: unknown;
}

/** Units as screens and the reference write them. */
export const UNIT_TEXTS = {
  fraction: "fraction",
  multiple: "× NAV",
  leverage: "×",
  factor: "×",
  bps: "bps",
  usd: "USDT",
  ms: "ms",
  seconds: "s",
  minutes: "min",
  hours: "h",
  days: "d",
  bars: "bars",
  atr: "ATR",
  count: "count",
  bytes: "bytes",
} as const;

/** For `.meta()` of a schema: JSON Schema carries them on as annotations of ours. */
export function setting(facts: SettingFacts): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [`x-${name}`, value]));
}

export const UP = { loosens: "up" } as const;
export const DOWN = { loosens: "down" } as const;
export const VITAL = { loosens: "up", vital: true } as const;
/** No value, no limit. */
export const CAP = { loosens: "up", absent: "unlimited" } as const;
export const NEUTRAL = { loosens: "never" } as const;
