import type { SweepAxis } from "./axes.js";

/** `--grid symbol=A,B`: each combination trades one of these markets alone, with the whole account. */
export const SYMBOL_AXIS = "symbol";

/** Parameters of a row, and its market where markets are an axis. */
export type RowParams = Readonly<Record<string, number | string>>;

/** Markets of the axis, in the order of their numbers; null where the sweep has none. */
export function axisSymbols(axes: readonly SweepAxis[]): readonly string[] | null {
  return axes.find(({ name }) => name === SYMBOL_AXIS)?.symbols ?? null;
}

/** Values of the axes by their names. */
export function rowParams(axes: readonly SweepAxis[], row: readonly number[]): RowParams {
  return Object.fromEntries(axes.map((axis, at) => [axis.name, shownValue(axis, row[at] ?? Number.NaN)]));
}

/** A value of an axis as it was written. */
export function shownValue({ symbols }: SweepAxis, value: number): number | string {
  return symbols?.[value] ?? value;
}

/** A row's parameters without its market. */
export function ownParams(params: RowParams): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/** The one market of a row; null where it trades all of the sweep's. */
export function symbolOf(params: RowParams): string | null {
  const symbol = params[SYMBOL_AXIS];
  return typeof symbol === "string" ? symbol : null;
}
