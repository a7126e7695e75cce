import type { Dec } from "../lib/decimal.js";
import type { Side } from "./intent.js";
import type { Liquidity } from "./order.js";

/** What changed hands in one account, whoever caused it: an order of ours, or the venue's liquidation engine. */
export interface Execution {
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  /** Quote currency, > 0 is paid. */
  readonly fee: Dec;
  /**
   * The asset whose wallet its fee and profit move, where that is not the settlement asset (a USDC contract traded by
   * hand). That wallet is told by the money history alone.
   */
  readonly settledIn?: string;
}

export const FORCED_CAUSES = ["deleveraging", "settlement"] as const;
export type ForcedCause = (typeof FORCED_CAUSES)[number];

/**
 * What a venue tells us, in the order it happened. Every one becomes a journal line before anything acts on it.
 * `atMs` is venue (market) time.
 */
export type VenueEvent =
  | {
      readonly type: "order.acknowledged";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly venueOrderId: string;
    }
  | {
      readonly type: "order.rejected";
      readonly atMs: number;
      readonly clientOrderId: string;
      /** The venue's number, e.g. -2019. */
      readonly code: number;
      readonly reason: string;
    }
  | { readonly type: "order.triggered"; readonly atMs: number; readonly clientOrderId: string }
  | (Execution & {
      readonly type: "order.filled";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly tradeId: string;
      readonly liquidity: Liquidity;
      /** Nothing more of the order will fill, whatever it asked for. */
      readonly orderDone: boolean;
    })
  | {
      readonly type: "order.canceled" | "order.expired";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly reason: string;
    }
  | {
      readonly type: "cancel.rejected";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly code: number;
      readonly reason: string;
    }
  /** It rests with these terms now. */
  | {
      readonly type: "order.modified";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly price: Dec;
      /** Whole quantity, what has filled included. */
      readonly qty: Dec;
    }
  /** The order is as it was; 0 where the change never arrived. */
  | {
      readonly type: "modify.rejected";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly type: "order.unknown"; readonly atMs: number; readonly clientOrderId: string; readonly reason: string }
  /** Proven never to have reached the venue: order query, trades and position agree past the settling time. */
  | { readonly type: "order.absent"; readonly atMs: number; readonly clientOrderId: string; readonly reason: string }
  | {
      readonly type: "funding.settled";
      readonly atMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly rate: number;
      readonly qty: Dec;
      readonly markPrice: Dec;
      /** Cash flow of the account: < 0 is paid. */
      readonly amount: Dec;
      /** True where no series exists and the convention of BACKTEST_ASSUMPTIONS stands in. */
      readonly assumed: boolean;
    }
  /** The venue itself closed a position, or a part of it. */
  | (Execution & {
      readonly type: "position.liquidated";
      readonly atMs: number;
      readonly tradeId: string;
      /** Left out: too little margin. Otherwise auto-deleveraging, or the end of the contract. */
      readonly cause?: ForcedCause;
    });
