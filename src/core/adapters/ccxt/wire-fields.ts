import { z } from "zod";
import { type Dec, exact, parseDec, toDec } from "../../lib/decimal.js";

const MAX_TEXT_CHARACTERS = 200;
const MAX_TIME_MS = 8_640_000_000_000_000;

/**
 * A venue's text for our records: control and formatting characters (terminal escapes, direction marks) become "?",
 * which no id of ours contains, so that a doctored foreign id never turns into one of ours.
 */
export function plainText(text: string): string {
  return text.slice(0, MAX_TEXT_CHARACTERS).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "?");
}

export const wireText = z.string().transform(plainText);
export const wireTimeMs = z.number().int().min(0).max(MAX_TIME_MS);

/** Ids come as numbers, or as texts where `quoteBigIntegers` kept the digits of a long one. */
export const wireId = z.union([z.number().int().min(0), z.string().regex(/^\d{1,30}$/)]).transform(String);

/** Amounts come as texts in plain notation; they leave in the shortest form. */
export const wireDec = z.string().transform((text, context): Dec => {
  const parsed = parseDec(text);
  if (parsed !== null) return toDec(exact(parsed));
  context.addIssue({ code: "custom", message: "no plain decimal" });
  return z.NEVER;
});

export const wireSide = z.enum(["BUY", "SELL"]).transform((side) => (side === "BUY" ? "buy" : "sell"));

/** What is absent, null or empty is null: venues differ from frame to frame. */
export const wireDecOrNull = z
  .union([z.literal("").transform(() => null), wireDec])
  .nullish()
  .transform((value) => value ?? null);
export const wireTextOrNull = wireText.nullish().transform((value) => (value === "" ? null : (value ?? null)));
