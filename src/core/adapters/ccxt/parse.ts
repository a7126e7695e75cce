import type { z } from "zod";
import { err, ok, type Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { CallFailure } from "./call-failure.js";
import { scrub } from "./secret.js";

/** Reads an answer by its schema. What we can't read is for a person: we don't guess about money. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown, what: string): Result<T, VenueRefusal> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : ` at ${issue.path.map(String).join(".")}: ${issue.message}`;
  return err(unreadable(scrub(`${what} not understood${where}`, [])));
}

export function unreadable(reason: string): VenueRefusal {
  return { code: 200, reason, reaction: "halt", retryAfterMs: null };
}

/** A read never has an unknown outcome: it is asked again. */
export function refusalOf(failure: CallFailure): VenueRefusal {
  if (failure.kind === "unknown")
    return { code: 0, reason: failure.reason, reaction: "resend", retryAfterMs: null, unanswered: true };
  const { code, reason, reaction, retryAfterMs, unanswered } = failure;
  const refusal = { code, reason, reaction, retryAfterMs };
  return unanswered === true ? { ...refusal, unanswered } : refusal;
}
