import { z } from "zod";
import { MODES } from "../../domain/mode.js";
import { TRADING_STATES } from "../../domain/trading-state.js";
import { parseDec } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { ControlReply, ControlRequest } from "../../ports/control.js";

/** Longest line in either direction; a request is some hundred bytes, a reply grows with the positions. */
export const MAX_REQUEST_BYTES = 16_384;
export const MAX_REPLY_BYTES = 1_048_576;

/** Any letters, but nothing that moves a cursor or breaks a line of a log. */
const saying = z
  .string()
  .max(500)
  .refine((text) => !/\p{Cc}/u.test(text), "has control characters");
const name = saying.min(1).max(100);

const decimal = z.string().transform((text, context) => {
  const parsed = parseDec(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: "custom", message: "is no plain decimal" });
  return z.NEVER;
});
const instant = z.int();

const requestSchema = z.discriminatedUnion("verb", [
  z.strictObject({
    verb: z.literal("halt"),
    state: z.enum(["REDUCING", "HALTED"]),
    strategy: name.nullable(),
    reason: saying,
    untilMs: instant,
  }),
  z.strictObject({ verb: z.literal("resume"), reason: saying.min(1), untilMs: instant }),
  z.strictObject({ verb: z.literal("accept"), amount: decimal, reason: saying.min(1), untilMs: instant }),
  z.strictObject({ verb: z.literal("flatten"), symbol: name.nullable(), reason: saying, untilMs: instant }),
  z.strictObject({ verb: z.literal("arm"), forMs: z.int().positive(), maxNotionalUsd: decimal, untilMs: instant }),
  z.strictObject({ verb: z.literal("disarm"), reason: saying, untilMs: instant }),
  z.strictObject({ verb: z.literal("look"), askVenue: z.boolean().default(false), untilMs: instant }),
]);

const causeSchema = z.strictObject({
  code: z.string(),
  kind: z.enum(["gate", "latch"]),
  state: z.enum(["REDUCING", "HALTED"]),
  sinceMs: instant,
  clears: z.string(),
});

const positionShape = { account: z.string(), symbol: z.string(), qty: decimal };

const venueSchema = z.strictObject({
  nowMs: instant,
  askedAtMs: instant.nullable(),
  positions: z.array(z.strictObject(positionShape)),
  foreignOrders: z.array(
    z.strictObject({
      symbol: z.string(),
      venueOrderId: z.string(),
      clientOrderId: z.string(),
      side: z.enum(["buy", "sell"]),
      qty: decimal.nullable(),
      reduceOnly: z.boolean(),
    }),
  ),
  difference: z.string().nullable(),
});

const booksSchema = z.strictObject({
  mode: z.enum(MODES),
  atMs: instant,
  tradingState: z.enum(TRADING_STATES),
  causes: z.array(causeSchema),
  haltedStrategies: z.array(z.string()),
  positions: z.array(z.strictObject(positionShape)),
  openOrders: z.int().nonnegative(),
  lease: z.strictObject({ untilMs: instant, maxNotionalUsd: decimal, configHash: z.string() }).nullable(),
  heldSince: z.array(z.strictObject({ ...positionShape, foreign: z.boolean() })),
  venue: venueSchema.nullable(),
});

const replySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("done"),
    seq: z.int().positive().nullable(),
    already: z.boolean(),
    sinceMs: instant.nullable(),
    cleared: z.array(z.string()),
    books: booksSchema,
  }),
  z.strictObject({
    kind: z.literal("refused"),
    code: z.string(),
    exitCode: z.int().min(1).max(255),
    message: z.string(),
    value: z.string().exactOptional(),
    fix: z.string().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("closing") }),
]);

/** A request as it crosses the socket: with the wall time until which it may be taken. */
export type TimedRequest = ControlRequest & { readonly untilMs: number };

export function encodeLine(message: TimedRequest | ControlReply): string {
  return `${JSON.stringify(message)}\n`;
}

/** Errors: why the line is no request, in words. */
export function decodeRequest(line: string): Result<TimedRequest, string> {
  return decode(line, requestSchema);
}

/** Errors: why the line is no reply, in words. */
export function decodeReply(line: string): Result<ControlReply, string> {
  return decode(line, replySchema);
}

function decode<T>(line: string, schema: z.ZodType<T>): Result<T, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return err("it is not JSON");
  }
  const checked = schema.safeParse(parsed);
  if (checked.success) return ok(checked.data);
  const [issue] = checked.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return err(`${path === "" ? "it" : path}: ${issue?.message ?? "does not fit"}`);
}
