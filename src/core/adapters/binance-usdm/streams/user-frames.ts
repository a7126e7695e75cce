import { z } from "zod";
import { quoteBigIntegers } from "../../ccxt/json-text.js";
import {
  wireDec,
  wireDecOrNull,
  wireId,
  wireSide,
  wireText,
  wireTextOrNull,
  wireTimeMs,
} from "../../ccxt/wire-fields.js";

/** Frames of the private stream, the fields we use (derivatives docs, user data streams, 2026-10). Others are let through. */
const stamped = { E: wireTimeMs, T: wireTimeMs };

const orderUpdate = z.object({
  ...stamped,
  e: z.literal("ORDER_TRADE_UPDATE"),
  o: z.object({
    s: wireText,
    c: wireText,
    S: wireSide,
    q: wireDecOrNull,
    p: wireDecOrNull,
    x: wireText,
    X: wireText,
    i: wireId,
    l: wireDec,
    z: wireDec,
    L: wireDec,
    N: wireTextOrNull,
    n: wireDecOrNull,
    T: wireTimeMs,
    t: wireId,
    m: z.boolean(),
    er: z.union([wireText, z.number().transform(String)]).nullish(),
  }),
});

const algoUpdate = z.object({
  ...stamped,
  e: z.literal("ALGO_UPDATE"),
  o: z.object({
    caid: wireText,
    aid: wireId,
    s: wireText,
    X: wireText,
    /** The regular order it became, "" before. */
    ai: z.union([z.literal("").transform(() => null), wireId]).nullish(),
    aq: wireDecOrNull,
    rm: wireTextOrNull,
  }),
});

const accountUpdate = z.object({
  ...stamped,
  e: z.literal("ACCOUNT_UPDATE"),
  a: z.object({
    m: wireText,
    /** Since 2026-08: the symbol a funding payment belongs to. */
    S: wireTextOrNull,
    B: z
      .array(z.object({ a: wireText, bc: wireDecOrNull }))
      .max(1_000)
      .nullish(),
    P: z
      .array(z.object({ s: wireText, mt: wireTextOrNull }))
      .max(10_000)
      .nullish(),
  }),
});

const accountConfigUpdate = z.object({
  ...stamped,
  e: z.literal("ACCOUNT_CONFIG_UPDATE"),
  ac: z.object({ s: wireText, l: z.number() }).nullish(),
  ai: z.object({ j: z.boolean() }).nullish(),
});

const marginCall = z.object({
  e: z.literal("MARGIN_CALL"),
  E: wireTimeMs,
  p: z
    .array(z.object({ s: wireText }))
    .max(10_000)
    .nullish(),
});

const listenKeyExpired = z.object({ e: z.literal("listenKeyExpired"), E: wireTimeMs });

const readable = z.discriminatedUnion("e", [
  orderUpdate,
  algoUpdate,
  accountUpdate,
  accountConfigUpdate,
  marginCall,
  listenKeyExpired,
]);

export type UserFrame = z.infer<typeof readable>;
export type OrderUpdateFrame = z.infer<typeof orderUpdate>;
export type AlgoUpdateFrame = z.infer<typeof algoUpdate>;
export type AccountUpdateFrame = z.infer<typeof accountUpdate>;
export type AccountConfigFrame = z.infer<typeof accountConfigUpdate>;
export type MarginCallFrame = z.infer<typeof marginCall>;

const MEANT_FOR_US: ReadonlySet<unknown> = new Set(readable.options.map(({ shape }) => shape.e.value));

/** Events to name when the socket is opened: those above, and no TRADE_LITE, which only says less of a fill and earlier. */
export const USER_EVENTS: readonly string[] = readable.options.map(({ shape }) => shape.e.value);

/**
 * `ignored`: nothing of ours is in it (TRADE_LITE, STRATEGY_UPDATE, answers to control messages, kinds yet unknown).
 * `unreadable`: one of our kinds, but not as documented, or no JSON: a fill may be in it, so it counts as lost.
 */
export type DecodedFrame =
  | { readonly kind: "frame"; readonly frame: UserFrame; readonly identity: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "unreadable"; readonly reason: string };

export function decodeUserFrame(text: string): DecodedFrame {
  const json = attemptJson(text);
  if (!isRecord(json)) return { kind: "unreadable", reason: "a private frame is no JSON object" };
  const payload = isRecord(json["data"]) && !("e" in json) ? json["data"] : json;
  if (!MEANT_FOR_US.has(payload["e"])) return { kind: "ignored" };
  const parsed = readable.safeParse(payload);
  if (parsed.success) return { kind: "frame", frame: parsed.data, identity: identityOf(payload) };
  const path = parsed.error.issues[0]?.path.join(".") ?? "";
  return { kind: "unreadable", reason: `${String(payload["e"])} has an unexpected field ${path}` };
}

/** What two copies of one event have in common: everything but the time of sending. */
function identityOf(payload: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...payload, E: 0 });
}

function attemptJson(text: string): unknown {
  try {
    return JSON.parse(quoteBigIntegers(text)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
