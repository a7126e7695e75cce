import { z } from "zod";
import { type Dec, exact, parseDec, toDec } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";
import { plainText } from "../ccxt/wire-fields.js";

/** All numbers of this venue are texts, and "" stands for none. Shortest form: `2.0` leaves as `2`. */
export const wireDec = z.string().transform((text, context): Dec => {
  const parsed = text.length > 60 ? null : parseDec(text);
  if (parsed !== null) return toDec(exact(parsed));
  context.addIssue({ code: "custom", message: "no plain decimal" });
  return z.NEVER;
});

export const wireDecOrNull = z
  .union([z.literal("").transform(() => null), wireDec])
  .nullish()
  .transform((value) => value ?? null);

/** Milliseconds since 1970, as text. */
export const instant = z
  .string()
  .regex(/^\d{1,13}$/)
  .transform(Number);
export const instantOrNull = z
  .union([z.literal("").transform(() => null), instant])
  .nullish()
  .transform((value) => value ?? null);

export const text = z.string().transform(plainText);
/** Null where it is empty or absent. */
export const textOrNull = text.nullish().transform((value) => (value === "" ? null : (value ?? null)));

export const side = z.enum(["buy", "sell"]);
/** `"true"` in lists and frames, true in requests. */
export const flag = z
  .union([z.boolean(), z.enum(["true", "false", ""])])
  .nullish()
  .transform((value) => value === true || value === "true");

/** The rows of an answer; at most so many come on one page. */
export function rowsOf<T extends z.ZodType>(row: T): z.ZodType<readonly z.output<T>[]> {
  return z.object({ data: z.array(row).max(20_000) }).transform(({ data }) => data);
}

/** The one row of an answer. */
export function rowOf<T extends z.ZodType>(row: T): z.ZodType<z.output<T>> {
  return rowsOf(row)
    .refine((rows) => rows.length === 1, "not one row")
    .transform((rows): z.output<T> => present(rows[0], "row of an answer"));
}
