/** A request as the fault script sees it. */
export interface RequestFacts {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path without query, `/fapi/v1/order`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Market time. */
  readonly atMs: number;
}

/**
 * What happens to a request instead of its plain course. `wallMs` are wall milliseconds: they are about the network.
 * `execute`: whether the venue carries the request out: never, before the answer, or `laterMs` of wall time after it.
 */
export type RequestFault =
  | { readonly kind: "delay"; readonly wallMs: number }
  | { readonly kind: "drop"; readonly execute: "never" | "now" | "later"; readonly laterMs: number }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly execute: "never" | "now" | "later";
      readonly laterMs: number;
    };

export type StreamRoute = "public" | "market" | "private";

export type FrameFault =
  | { readonly kind: "pass" | "drop" | "duplicate" | "swap_with_next" }
  | { readonly kind: "delay"; readonly wallMs: number };

/** Things that happen to the account or the market by themselves. */
export type WorldFault =
  | { readonly kind: "listen_key_expired" }
  | { readonly kind: "close_sockets"; readonly route: StreamRoute }
  | { readonly kind: "silence"; readonly route: StreamRoute; readonly wallMs: number }
  | { readonly kind: "depth_gap"; readonly symbol: string }
  | { readonly kind: "liquidation"; readonly symbol: string }
  | { readonly kind: "adl"; readonly symbol: string; readonly fraction: number }
  | { readonly kind: "delisting"; readonly symbol: string; readonly inHours: number }
  | {
      readonly kind: "symbol_status";
      readonly symbol: string;
      readonly status: "TRADING" | "RESTRICTED" | "DELISTING" | "CLOSED";
    }
  | { readonly kind: "manual_trade"; readonly symbol: string; readonly side: "buy" | "sell"; readonly qty: string }
  | {
      readonly kind: "manual_order";
      readonly symbol: string;
      readonly side: "buy" | "sell";
      readonly qty: string;
      readonly price: string;
    }
  | { readonly kind: "manual_cancel"; readonly symbol: string; readonly conditional: boolean }
  | { readonly kind: "leverage"; readonly symbol: string; readonly leverage: number }
  | { readonly kind: "margin_type"; readonly symbol: string; readonly isolated: boolean }
  | { readonly kind: "position_mode"; readonly hedge: boolean }
  | { readonly kind: "asset_mode"; readonly multiAssets: boolean }
  | { readonly kind: "funding_interval"; readonly symbol: string; readonly hours: number }
  | {
      readonly kind: "filters";
      readonly symbol: string;
      readonly tickSize: string | null;
      readonly stepSize: string | null;
      readonly minNotional: string | null;
    }
  | { readonly kind: "transfer"; readonly asset: string; readonly amount: string }
  /** Undefined: as it is. */
  | {
      readonly kind: "key_rights";
      readonly futures: boolean | undefined;
      readonly withdrawals: boolean | undefined;
      readonly universalTransfer: boolean | undefined;
      readonly ipRestrict: boolean | undefined;
    };

/** What becomes of the next conditional order that triggers in a symbol. */
export type TriggerFault =
  { readonly kind: "none" | "reject" } | { readonly kind: "engine_late"; readonly marketMs: number };

/** Asked by the server at every point where a script may interfere. Without a script nothing happens. */
export interface FaultHooks {
  onRequest(facts: RequestFacts): readonly RequestFault[];
  onFrame(route: StreamRoute, name: string, atMs: number): FrameFault;
  /** A new socket: accept it, refuse the handshake, or accept it and never send anything. */
  onConnect(route: StreamRoute, atMs: number): "accept" | "refuse" | "silent";
  onTrigger(symbol: string, atMs: number): TriggerFault;
  /**
   * What becomes of a post-only order that would take, or a fill-or-kill one that can't fill: the venue documents both,
   * a refusal, and an order that is accepted and EXPIRED at once.
   */
  onRefusal(symbol: string, timeInForce: "GTX" | "FOK", atMs: number): "refuse" | "accept_then_expire";
  /** Largest part of an order that fills at once, 1 for all: the rest follows later. */
  fillShare(symbol: string, atMs: number): number;
  /** World faults that are due by now, each once. */
  due(atMs: number): readonly WorldFault[];
}

const PASS: FrameFault = { kind: "pass" };
const NO_TRIGGER: TriggerFault = { kind: "none" };

/** A venue on a good day. */
export const NO_FAULTS: FaultHooks = {
  onRequest: () => [],
  onFrame: () => PASS,
  onConnect: () => "accept",
  onTrigger: () => NO_TRIGGER,
  onRefusal: () => "refuse",
  fillShare: () => 1,
  due: () => [],
};
