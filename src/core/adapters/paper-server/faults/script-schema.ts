import { z } from "zod";
import { parseDec, signDec } from "../../../lib/decimal.js";
import { parseDurationMs, parseInstant } from "./market-instant.js";
import { REFUSING_ANSWERS, UNKNOWABLE_ANSWERS } from "./named-answers.js";

const LONGEST_WAIT_MS = 86_400_000;

/** Descriptions are what an error message says may stand there. */
const words = (text: string, accepts: (text: string) => boolean) =>
  z.string().max(200).refine(accepts, { error: "not allowed" }).meta({ description: text });

export const SYMBOL_TEXT = /^[\p{Lu}\p{Lo}\p{N}]{2,30}(?:_\d{6})?$/u;

const symbol = words("a symbol like BTCUSDT", (text) => SYMBOL_TEXT.test(text));
const pattern = words("a text in which * stands for anything", (text) => text !== "");
const path = words("a path like /fapi/v1/order, * stands for anything", (text) => text !== "");
const instant = words(
  "an instant like 2024-05-01T00:00:00Z, or +90m for 90 minutes after the start",
  (text) => parseInstant(text) !== null,
);
const duration = words("a duration like 30s, 15m, 6h or 1d", (text) => parseDurationMs(text) !== null);
const isDec = (text: string): boolean => parseDec(text) !== null;
const isPositiveDec = (text: string): boolean => {
  const value = parseDec(text);
  return value !== null && signDec(value) > 0;
};
const positive = words('a decimal > 0 in quotes like "0.5"', isPositiveDec);
const signed = words('a decimal in quotes like "-250"', isDec);
const asset = words("an asset like USDT", (text) => /^[A-Z0-9]{2,12}$/.test(text));
const route = z.enum(["public", "market", "private"]);
const side = z.enum(["buy", "sell"]);
const waitMs = z.int().min(1).max(LONGEST_WAIT_MS);
const execute = z.enum(["never", "now", "later"]);
const fraction = z.number().gt(0).lte(1);

const limits = {
  at: instant.optional(),
  until: instant.optional(),
  probability: fraction.optional(),
  times: z.int().min(1).max(1_000_000).optional(),
};
const counted = z.strictObject({
  ...limits,
  after: z.int().min(0).max(1_000_000).optional(),
  every: z.int().min(1).max(1_000_000).optional(),
});
const timed = z.strictObject({ ...limits, at: instant, every: duration.optional() });

const mayDelay = { delay_wall_ms: waitMs.optional() };
const mayTellWait = { retry_after_s: z.int().min(1).max(259_200).optional(), ...mayDelay };
const mayExecute = { execute: execute.optional(), later_wall_ms: waitMs.optional(), ...mayTellWait };
const mustExecute = { execute, later_wall_ms: waitMs.optional(), ...mayTellWait };
const status = z.int().min(400).max(599);

const requestDeeds = [
  z.strictObject({ kind: z.literal("delay"), wall_ms: waitMs }),
  z.strictObject({ kind: z.literal("drop"), execute, later_wall_ms: waitMs.optional(), ...mayDelay }),
  z.strictObject({
    kind: z.literal("answer"),
    code: z.int().min(-99_999).max(-1),
    status: status.optional(),
    text: z.string().max(2_000).optional(),
    ...mayExecute,
  }),
  z.strictObject({
    kind: z.literal("raw_answer"),
    status: z.int().min(200).max(599),
    body: z.string().max(100_000),
    content_type: z.string().max(100).optional(),
    ...mayExecute,
  }),
  z.strictObject({ kind: z.enum(UNKNOWABLE_ANSWERS), ...mustExecute }),
  z.strictObject({ kind: z.enum(REFUSING_ANSWERS).exclude(["banned_418"]), ...mayTellWait }),
  z.strictObject({ kind: z.literal("banned_418"), ban_market_ms: waitMs.optional(), ...mayTellWait }),
] as const;

/** Without a route: all three. */
const someRoutes = { route: route.optional() };

const worldDeeds = [
  z.strictObject({ kind: z.literal("listen_key_expired") }),
  z.strictObject({ kind: z.literal("close_sockets"), ...someRoutes }),
  z.strictObject({ kind: z.literal("silence"), ...someRoutes, wall_ms: waitMs }),
  z.strictObject({ kind: z.literal("depth_gap"), symbol }),
  z.strictObject({ kind: z.literal("liquidation"), symbol }),
  z.strictObject({ kind: z.literal("adl"), symbol, fraction }),
  z.strictObject({ kind: z.literal("delisting"), symbol, in_hours: z.number().gt(0).lte(8_760) }),
  z.strictObject({
    kind: z.literal("symbol_status"),
    symbol,
    status: z.enum(["TRADING", "RESTRICTED", "DELISTING", "CLOSED"]),
  }),
  z.strictObject({ kind: z.literal("manual_trade"), symbol, side, qty: positive }),
  z.strictObject({ kind: z.literal("manual_order"), symbol, side, qty: positive, price: positive }),
  z.strictObject({ kind: z.literal("manual_cancel"), symbol, conditional: z.boolean() }),
  z.strictObject({ kind: z.literal("leverage"), symbol, leverage: z.int().min(1).max(125) }),
  z.strictObject({ kind: z.literal("margin_type"), symbol, margin_type: z.enum(["isolated", "crossed"]) }),
  z.strictObject({ kind: z.literal("position_mode"), position_mode: z.enum(["hedge", "one_way"]) }),
  z.strictObject({ kind: z.literal("asset_mode"), asset_mode: z.enum(["multi", "single"]) }),
  z.strictObject({
    kind: z.literal("funding_interval"),
    symbol,
    hours: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]).meta({ description: "1, 2, 4 or 8" }),
  }),
  z.strictObject({
    kind: z.literal("filters"),
    symbol,
    tick_size: positive.optional(),
    step_size: positive.optional(),
    min_notional: positive.optional(),
  }),
  z.strictObject({ kind: z.literal("transfer"), asset, amount: signed }),
  z.strictObject({
    kind: z.literal("key_rights"),
    futures: z.boolean().optional(),
    withdrawals: z.boolean().optional(),
    universal_transfer: z.boolean().optional(),
    ip_restrict: z.boolean().optional(),
  }),
] as const;

const frameDeeds = [
  z.strictObject({ kind: z.enum(["drop", "duplicate", "swap_with_next"]) }),
  z.strictObject({ kind: z.literal("delay"), wall_ms: waitMs }),
] as const;

const named = { name: z.string().min(1).max(80).optional() };

const requestMatch = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "DELETE"]).optional(),
  path: path.optional(),
  symbol: symbol.optional(),
  type: z
    .enum(["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"])
    .optional(),
  side: side.optional(),
  client_id: pattern.optional(),
  reducing: z.boolean().optional(),
});

const rule = z.discriminatedUnion("on", [
  z.strictObject({
    ...named,
    on: z.literal("request"),
    match: requestMatch.optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [...requestDeeds, ...worldDeeds]),
  }),
  z.strictObject({
    ...named,
    on: z.literal("frame"),
    match: z.strictObject({ route: route.optional(), frame: pattern.optional() }).optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [...frameDeeds, ...worldDeeds]),
  }),
  z.strictObject({
    ...named,
    on: z.literal("connect"),
    match: z.strictObject(someRoutes).optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [z.strictObject({ kind: z.enum(["refuse", "silent"]) })]),
  }),
  z.strictObject({
    ...named,
    on: z.literal("trigger"),
    match: z.strictObject({ symbol: symbol.optional() }).optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("reject") }),
      z.strictObject({ kind: z.literal("engine_late"), market_ms: waitMs }),
    ]),
  }),
  z.strictObject({
    ...named,
    on: z.literal("fill"),
    match: z.strictObject({ symbol: symbol.optional() }).optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("partial_fill"), share: fraction })]),
  }),
  z.strictObject({
    ...named,
    on: z.literal("refusal"),
    match: z.strictObject({ symbol: symbol.optional(), time_in_force: z.enum(["GTX", "FOK"]).optional() }).optional(),
    when: counted.optional(),
    do: z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("accept_then_expire") })]),
  }),
  z.strictObject({ ...named, on: z.literal("time"), when: timed, do: z.discriminatedUnion("kind", [...worldDeeds]) }),
]);

export const MOST_RULES = 500;

export const faultScriptSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().max(2_000).optional(),
  rules: z.array(rule).min(1).max(MOST_RULES),
});

/** A checked script, as it stands in its file. */
export type FaultScript = z.infer<typeof faultScriptSchema>;
export type FaultRule = FaultScript["rules"][number];
export type RequestRule = Extract<FaultRule, { on: "request" }>;
export type FrameRule = Extract<FaultRule, { on: "frame" }>;
export type TimeRule = Extract<FaultRule, { on: "time" }>;
export type RequestMatch = z.infer<typeof requestMatch>;
export type WorldDeed = TimeRule["do"];
export type RequestDeed = Exclude<RequestRule["do"], WorldDeed>;
export type FrameDeed = Exclude<FrameRule["do"], WorldDeed>;
/** Kinds that happen to the account or the market, whatever sets them off. */
export const WORLD_KINDS: ReadonlySet<string> = new Set(worldDeeds.map((deed) => deed.shape.kind.value));
