import { z } from "zod";
import { type Dec, decFromNumber } from "../../lib/decimal.js";
import { plainText } from "../ccxt/wire-fields.js";

/** Numbers of this venue are JSON numbers, of at most 8 places. */
export const wireDec = z.number().transform((value, context): Dec => {
  if (Number.isFinite(value) && Math.abs(value) < 1e15) return decFromNumber(value);
  context.addIssue({ code: "custom", message: "out of range" });
  return z.NEVER;
});

export const text = z.string().transform(plainText);
/** Null where it is empty or absent. */
export const textOrNull = text.nullish().transform((value) => (value === "" ? null : (value ?? null)));
export const instant = z.number().int().min(0).max(5_000_000_000_000);
export const side = z.enum(["buy", "sell"]);

/** What JSON-RPC puts round every answer. */
export function resultOf<T extends z.ZodType>(result: T): z.ZodType<z.output<T>> {
  return z.object({ result: result as z.ZodType<z.output<T>> }).transform((answer): z.output<T> => answer.result);
}

/** The rows of an answer; at most so many come on one page. */
export function rowsOf<T extends z.ZodType>(row: T): z.ZodType<readonly z.output<T>[]> {
  return resultOf(z.array(row).max(20_000));
}
