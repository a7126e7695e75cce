import { z } from "zod";
import { orderRow, algoRow } from "./parse-orders.js";
import { wireDecOrNull, instant, text, textOrNull } from "./wire.js";

/** Rows of the channels that we follow (order, algo order, balance and position channels, 2026-06). */
const orderFrame = z.object({
  arg: z.object({ channel: z.literal("orders") }),
  data: z
    .array(
      orderRow.extend({
        category: text,
        tradeId: textOrNull,
        fillPx: wireDecOrNull,
        fillSz: wireDecOrNull,
        fillTime: z.string().nullish(),
        fillFee: wireDecOrNull,
        fillFeeCcy: textOrNull,
        fee: wireDecOrNull,
        feeCcy: textOrNull,
        execType: textOrNull,
        cancelSource: textOrNull,
        amendResult: textOrNull,
        reqId: textOrNull,
      }),
    )
    .max(1_000),
});

const algoFrame = z.object({
  arg: z.object({ channel: z.literal("orders-algo") }),
  data: z.array(algoRow.extend({ failCode: textOrNull })).max(1_000),
});

const moneyFrame = z.object({
  arg: z.object({ channel: z.literal("balance_and_position") }),
  data: z
    .array(
      z.object({
        pTime: instant,
        eventType: text,
        balData: z
          .array(z.object({ ccy: text }))
          .max(1_000)
          .nullish(),
      }),
    )
    .max(100),
});

const data = z.union([orderFrame, algoFrame, moneyFrame]);
export type DataFrame = z.infer<typeof data>;
export type OrderUpdate = z.infer<typeof orderFrame>["data"][number];
export type AlgoUpdate = z.infer<typeof algoFrame>["data"][number];
export type MoneyUpdate = z.infer<typeof moneyFrame>["data"][number];

const control = z.object({ event: text, code: z.string().optional(), msg: z.string().optional() });

/** The channels of the two private sockets; conditional orders have one of their own. */
export const CHANNELS = {
  private: [{ channel: "orders", instType: "SWAP" }, { channel: "balance_and_position" }],
  business: [{ channel: "orders-algo", instType: "SWAP" }],
} as const;

export type DecodedFrame =
  | { readonly kind: "data"; readonly frame: DataFrame }
  | { readonly kind: "control"; readonly event: string; readonly code: string; readonly message: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** `unreadable`: one of our channels, but not as documented, or no JSON: a fill may be in it, so it counts as lost. */
export function decodeFrame(message: string): DecodedFrame {
  if (message === "pong") return { kind: "nothing" };
  const json = attemptJson(message);
  if (json === undefined) return { kind: "unreadable", reason: "a private frame is no JSON" };
  const told = control.safeParse(json);
  if (told.success) {
    const { event, code = "0", msg = "" } = told.data;
    return { kind: "control", event, code, message: msg };
  }
  const parsed = data.safeParse(json);
  return parsed.success
    ? { kind: "data", frame: parsed.data }
    : { kind: "unreadable", reason: `a private frame was not understood: ${where(parsed.error)}` };
}

function where({ issues }: z.ZodError): string {
  return issues[0]?.path.map(String).join(".") ?? "";
}

function attemptJson(message: string): unknown {
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}
