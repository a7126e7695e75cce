import { z } from "zod";
import { type Dec, parseDec } from "../../lib/decimal.js";

/** A decimal as text, `"0.10"`; a number, an exponent or NaN is refused. */
export const decText = z
  .string()
  .max(60)
  .transform((text, context): Dec => {
    const parsed = parseDec(text);
    if (parsed !== null) return parsed;
    context.addIssue({ code: "custom", message: "no plain decimal" });
    return z.NEVER;
  });

/** The same where zero, an empty text or nothing at all mean that there is none. */
export const decTextOrZero = z
  .union([z.literal(""), z.literal(null), decText])
  .optional()
  .transform((value) => (value === "" || value === null || value === undefined ? ("0" as Dec) : value));

export const positiveDec = decText.refine(
  (value) => /[1-9]/.test(value) && !value.startsWith("-"),
  "must be above zero",
);
export const nonNegativeDec = decText.refine((value) => !value.startsWith("-"), "must not be below zero");

/** An id: digits as text, of any length up to 64 bits. JSON numbers only as long as they are exact. */
export const idText = z
  .union([z.string().regex(/^\d{1,20}$/), z.number().int().min(0)])
  .transform((value) => (typeof value === "number" ? String(value) : value));

/** Venue time: from 2017 to 2128, in milliseconds. */
export const instant = z.number().int().min(0).max(5_000_000_000_000);

/** Names and short texts of the venue: printable, at most 64 characters; not only ASCII (change log, 2025-10-09). */
export const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}._:/-]+$/u)
  .refine((text) => text !== "__proto__", "no name");

export const side = z
  .enum(["BUY", "SELL"])
  .transform((value) => (value === "BUY" ? ("buy" as const) : ("sell" as const)));

/** A share or rate as a number, `"0.0002"` or 0.0065. */
export const rate = z
  .union([z.number(), decText.transform(Number)])
  .refine((value) => Number.isFinite(value) && Math.abs(value) < 1e6, "out of range");
