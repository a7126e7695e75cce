import { z } from "zod";
import { jsonOf } from "../ccxt/failure-of.js";
import { orderRow, tradeRow } from "./parse-orders.js";
import { text } from "./wire.js";

/** Orders, trades and positions of one instrument in one message, so that a fill and the end of its order come together. */
export const CHANNEL = "user.changes.any.any.raw";

const changes = z.object({
  method: z.literal("subscription"),
  params: z.object({
    channel: text,
    data: z.object({
      instrument_name: text,
      orders: z.array(orderRow).max(1_000),
      trades: z.array(tradeRow).max(1_000),
    }),
  }),
});
export type Changes = z.infer<typeof changes>["params"]["data"];

const heartbeat = z.object({ method: z.literal("heartbeat"), params: z.object({ type: text }) });
const answer = z.object({
  id: z.number().int(),
  result: z.unknown(),
  error: z.object({ code: z.number().int(), message: text }).optional(),
});

export type DecodedFrame =
  | { readonly kind: "changes"; readonly changes: Changes }
  /** The venue ends a connection that does not answer it. */
  | { readonly kind: "test_request" }
  | { readonly kind: "answer"; readonly id: number; readonly problem: string | null; readonly result: unknown }
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** `unreadable`: no JSON, or not as documented: a fill may be in it, so it counts as lost. */
export function decodeFrame(message: string): DecodedFrame {
  const json = jsonOf(message);
  const beat = heartbeat.safeParse(json);
  if (beat.success) return beat.data.params.type === "test_request" ? { kind: "test_request" } : { kind: "nothing" };
  const answered = answer.safeParse(json);
  if (answered.success) {
    const { id, result, error } = answered.data;
    return { kind: "answer", id, result, problem: error === undefined ? null : `${error.code} ${error.message}` };
  }
  const parsed = changes.safeParse(json);
  if (parsed.success) return { kind: "changes", changes: parsed.data.params.data };
  const where = parsed.error.issues[0]?.path.map(String).join(".") ?? "";
  return { kind: "unreadable", reason: `a private frame was not understood: ${where}` };
}
