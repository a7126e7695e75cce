import { Failure } from "../../lib/failure.js";
import { SYMBOL_AXIS } from "./symbol-axis.js";

/** One parameter and the values it takes, in the order given. */
export interface SweepAxis {
  readonly name: string;
  readonly values: readonly number[];
  /** Of the axis `symbol`: the markets, which its values number from 0. */
  readonly symbols?: readonly string[];
}

/** Floating point must not lose the last value of a range. */
const STEP_TOLERANCE = 1e-9;
const MOST_VALUES = 100_000;

/**
 * `fast=5:60:1` (from, to and step, both ends included) or `fast=5,10,20`, one a parameter; `symbol=BTCUSDT,ETHUSDT` for markets,
 * which comes first wherever it stands.
 *
 * Errors: Failure 2 naming the flag, what is wrong with it and how it is written.
 */
export function parseAxes(given: readonly string[]): readonly SweepAxis[] {
  const axes = given.map(parseAxis);
  const twice = axes.find(({ name }, at) => axes.findIndex((other) => other.name === name) < at);
  if (twice !== undefined) throw bad(`${twice.name}=…`, `${twice.name} is given twice`);
  return [...axes.filter(({ symbols }) => symbols), ...axes.filter(({ symbols }) => !symbols)];
}

function parseAxis(text: string): SweepAxis {
  const [, name = "", spec = ""] = /^([a-z][a-z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (name === "") throw bad(text, "it is not of the form name=values");
  if (name === SYMBOL_AXIS) return symbolAxis(text, spec);
  const values = spec.includes(":") ? range(text, spec) : spec.split(",").map((part) => number(text, part));
  return { name, values };
}

function symbolAxis(text: string, spec: string): SweepAxis {
  const named = spec.split(",").map((part) => part.trim());
  if (named.includes("")) throw bad(text, "a market has no name");
  const symbols = [...new Set(named)];
  return { name: SYMBOL_AXIS, values: named.map((symbol) => symbols.indexOf(symbol)), symbols };
}

function range(text: string, spec: string): readonly number[] {
  const parts = spec.split(":").map((part) => number(text, part));
  const [from = Number.NaN, to = Number.NaN, step = 1] = parts;
  if (parts.length < 2 || parts.length > 3) throw bad(text, "a range has two or three numbers");
  if (!(step > 0)) throw bad(text, `the step ${String(step)} is not above 0`);
  if (!(from <= to)) throw bad(text, `it runs from ${String(from)} down to ${String(to)}`);
  const count = Math.floor((to - from) / step + STEP_TOLERANCE) + 1;
  if (count > MOST_VALUES) throw bad(text, `${String(count)} values are more than ${String(MOST_VALUES)}`);
  // Twelve digits: 0.1 + 2 × 0.1 is 0.3 for whoever wrote it.
  return Array.from({ length: count }, (_, at) => Number((from + at * step).toPrecision(12)));
}

function number(text: string, part: string): number {
  const value = part.trim() === "" ? Number.NaN : Number(part);
  if (Number.isFinite(value)) return value;
  throw bad(text, `"${part}" is no number`);
}

function bad(text: string, why: string): Failure {
  return new Failure("bad_grid", 2, `--grid ${text}: ${why}`, {
    path: "--grid",
    value: text,
    fix: "Write a range as in --grid fast=5:60:1, or a list as in --grid fast=5,10,20.",
  });
}
