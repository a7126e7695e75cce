import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import type { OrderRef, VenueGateway, VenueReaction, VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";

/** What the venue does with one call. `silent` never answers, a number answers "yes" after so many milliseconds. */
export type Answer = "yes" | "unknown" | "silent" | VenueRefusal | number;

export interface Call {
  readonly method: string;
  readonly subject: unknown;
  readonly atMs: number;
}

export const REF: OrderRef = { clientOrderId: "a1", symbol: "BTCUSDT", conditional: false };

export function refused(reaction: VenueReaction, code = -1, retryAfterMs: number | null = null): VenueRefusal {
  return { code, reason: `because ${reaction}`, reaction, retryAfterMs };
}

export const busy = refused("resend", 503);

export function entry(clientOrderId = "a1"): OrderRequest {
  return {
    clientOrderId,
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    type: "limit",
    qty: dec("1"),
    price: dec("100"),
    triggerPrice: null,
    timeInForce: "GTC",
    postOnly: false,
    expireAtMs: null,
    reduceOnly: false,
    closePosition: false,
    workingType: "mark",
  };
}

export const reducing = (id = "r1"): OrderRequest => ({ ...entry(id), reduceOnly: true });
export const closing = (id = "c1"): OrderRequest => ({ ...entry(id), qty: null, closePosition: true });

interface Times {
  monotonicMs(): number;
  sleep(durationMs: number): Promise<void>;
}

/** A venue that answers from a list, `yes` after its end, and remembers what reached it. */
export function createFakeGateway(clock: Times, answers: Answer[] = []): { calls: Call[]; gateway: VenueGateway } {
  const calls: Call[] = [];
  const next = async (method: string, subject: unknown): Promise<Exclude<Answer, "silent" | number>> => {
    calls.push({ method, subject, atMs: clock.monotonicMs() });
    const answer = answers.shift() ?? "yes";
    if (answer === "silent") return new Promise(() => undefined);
    if (typeof answer !== "number") return answer;
    await clock.sleep(answer);
    return "yes";
  };
  const write = async <T extends object>(method: string, subject: unknown, accepted: T) => {
    const answer = await next(method, subject);
    if (answer === "yes") return { kind: "accepted", ...accepted } as const;
    if (answer === "unknown") return { kind: "unknown", reason: "no answer" } as const;
    return { kind: "refused", ...answer } as const;
  };
  const read = async <T>(method: string, subject: unknown, value: T) => {
    const answer = await next(method, subject);
    if (answer === "yes") return ok(value);
    return err(answer === "unknown" ? busy : answer);
  };
  const gateway: VenueGateway = {
    capabilities: {
      venue: "binance-usdm",
      conditionalOrders: true,
      closePositionStops: true,
      goodTillDate: true,
      orderChanges: true,
      reduceOnlyMinNotionalExempt: true,
      streams: "own-events",
    },
    outcomeSettledMs: 4_000,
    place: (request) => write("place", request, { venueOrderId: "1", atMs: 1 }),
    cancel: (ref) => write("cancel", ref, { atMs: 1, filledQty: null }),
    modify: (change) => write("modify", change, { venueOrderId: "1", status: "open" as const, atMs: 1 }),
    query: async (ref) => {
      const answer = await next("query", ref);
      return answer === "yes" ? { kind: "absent" } : { kind: "unknown", reason: "no answer" };
    },
    snapshot: () => read("snapshot", null, { atMs: 1, wallets: {}, positions: [], openOrders: [] }),
    positions: () => read("positions", null, []),
    trades: (symbol) => read("trades", symbol, []),
    income: (sinceMs) => read("income", sinceMs, []),
    modes: () => read("modes", null, { canTrade: true, hedgeMode: false, multiAssets: false }),
    symbolSettings: () => read("symbolSettings", null, []),
    keyRights: () => read("keyRights", null, null),
    prepareSymbol: (symbol, leverage) => read("prepareSymbol", symbol, { leverage }),
    deadManSwitch: (symbol) => read("deadManSwitch", symbol, null),
    instruments: (symbols) => read("instruments", symbols, []),
    follow: (listener) => calls.push({ method: "follow", subject: listener, atMs: clock.monotonicMs() }),
    close: async () => {
      calls.push({ method: "close", subject: null, atMs: clock.monotonicMs() });
    },
  };
  return { calls, gateway };
}
