import { bps, measureBoth, signedMoney, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import type { VetoItem } from "../model/lists.js";
import type { Span } from "../paint/pane.js";
import type { Theme, Tone } from "../paint/theme.js";

export function gainTone(value: number | string | null): Tone {
  const number = value === null ? Number.NaN : Number(value);
  return number > 0 ? "up" : number < 0 ? "down" : "plain";
}

function withSign(text: string, value: number, theme: Theme): string {
  return `${text} ${value > 0 ? theme.signs.up : value < 0 ? theme.signs.down : " "}`;
}

/** A sum of money with its sign and an arrow. */
export function gain(text: string | null, theme: Theme, places = 2): Span {
  if (text === null) return { text: UNKNOWN, tone: "dim" };
  return { text: withSign(signedMoney(text, places), Number(text), theme), tone: gainTone(text) };
}

export function gainNumber(value: number | null, theme: Theme, places = 0): Span {
  return gain(value === null ? null : value.toFixed(places + 2), theme, places);
}

export function gainShare(value: number | null, places = 2): Span {
  return { text: signedPercent(value, places), tone: value === null ? "dim" : gainTone(value) };
}

/** `07:13:58`, with the day where it is another one than `now`'s. */
export function timeOf(instant: string, now?: string): string {
  const day = instant.slice(0, 10);
  const time = instant.slice(11, 19);
  return now === undefined || day === now.slice(0, 10) ? time : `${day.slice(5)} ${time.slice(0, 5)}`;
}

/** Tone of a share of a limit. */
export function usageTone(usage: number | null): Tone {
  if (usage === null) return "dim";
  return usage >= 0.9 ? "bad" : usage >= 0.7 ? "warn" : "plain";
}

/** The mark before a row that someone should look at. */
export function usageMark(usage: number | null): string {
  if (usage === null) return " ";
  return usage >= 1 ? "!" : usage >= 0.7 ? "~" : " ";
}

export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Basis points with their unit; one that is unknown has none. */
export function bp(value: number | null): string {
  const text = bps(value);
  return text === UNKNOWN ? text : `${text}bp`;
}

/** What a limit is of, without the word for its kind: the rule says that. */
export function scopeText(scope: string): string {
  return scope.replace(/^(?:symbol|strategy|account|venue|group):/, "");
}

type Violation = VetoItem["vetoes"][number];

/** As R01 counts them. */
const TRADING_STATES = ["ACTIVE", "REDUCING", "HALTED"];

/** Measured and limit of a rule, states in words. */
export function violationFigures({ rule, measured, limit, unit }: Omit<Violation, "code">): readonly [string, string] {
  if (rule !== "R01") return measureBoth(measured, limit, unit);
  const state = (value: number | null): string => TRADING_STATES[value ?? -1] ?? UNKNOWN;
  return [state(measured), state(limit)];
}

/** A violation in few words: `symbol_exposure 412,000.00 > 400,000.00`, `cooldown, 30m left`. */
export function violationText(violation: Violation): string {
  const { rule, code, measured, limit } = violation;
  const [left, right] = violationFigures(violation);
  if (rule === "R01") return `${code}: ${left}`;
  if (rule === "R12" && limit === 0) return `${code}, ${left} left`;
  const sign = measured === null || limit === null || measured === limit ? "against" : measured > limit ? ">" : "<";
  return `${code} ${left} ${sign} ${right}`;
}
