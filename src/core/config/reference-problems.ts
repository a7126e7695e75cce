import { nearest } from "../lib/nearest.js";
import type { ConfigProblem } from "./problem.js";

/** A name that another file would have to know. */
export function unknownReference(at: {
  readonly file: string;
  readonly path: string;
  readonly value: string;
  readonly known: readonly string[];
  readonly what: string;
}): ConfigProblem {
  const guess = nearest(at.value, at.known);
  const fix = guess === null ? `Name one of ${at.known.join(", ")}, or add ${at.value}.` : `Did you mean ${guess}?`;
  const message = `names "${at.value}", which is no ${at.what}`;
  const allowed = at.known.join(", ");
  return { code: "unknown_reference", file: at.file, path: at.path, value: at.value, allowed, message, fix };
}

export function twice(file: string, path: string, value: string): ConfigProblem {
  const message = `"${value}" stands twice`;
  return { code: "contradiction", file, path, value, allowed: null, message, fix: "Keep one of the two." };
}
