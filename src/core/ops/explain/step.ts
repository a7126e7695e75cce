import type { Dec } from "../../lib/decimal.js";
import type { RuleVerdict } from "../../risk/verdicts.js";
import type { ClampLine } from "../whatif/try-order.js";
import type { SizingFacts } from "./sizing-facts.js";

/** A bar as it closed; prices in quote currency. */
export interface BarFacts {
  readonly symbol: string;
  readonly open: Dec;
  readonly high: Dec;
  readonly low: Dec;
  readonly close: Dec;
  readonly volume: Dec;
  readonly mark: Dec | null;
}

export interface SignalFacts {
  readonly strategy: string;
  readonly symbol: string;
  readonly direction: string;
  readonly strength: number;
  readonly features: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
}

export interface IntentFacts {
  readonly id: string;
  readonly side: string;
  readonly purpose: string;
  readonly qty: Dec;
  readonly referencePrice: Dec;
  readonly notional: Dec;
  readonly stopDistance: Dec | null;
  readonly clamps: readonly ClampLine[];
  /** Of an intent without a legal quantity: what was left for it. Quantity and notional are then the smallest legal order's. */
  readonly left?: Dec;
}

/** The order that `hedge risk whatif --at` approves with these settings changed, and how to ask for it. */
export interface TrialFacts {
  readonly symbol: string;
  readonly strategy: string;
  readonly side: string;
  readonly qty: Dec;
  /** What to ask for, so that it comes to the quantity; in quote currency. */
  readonly notional: Dec;
  /** `path=value` of each `--set`. */
  readonly set: readonly string[];
}

export interface RouteFacts {
  readonly clientOrderId: string;
  readonly purpose: string;
  readonly style: string;
  readonly reason: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly side: string;
  readonly qty: Dec | null;
  readonly price: Dec | null;
  readonly triggerPrice: Dec | null;
  readonly expectedCostBps: number;
  readonly maxSlippageBps: number;
  readonly because: string | null;
}

export interface FillFacts {
  readonly clientOrderId: string;
  readonly side: string;
  readonly qty: Dec;
  readonly price: Dec;
  readonly fee: Dec;
  readonly liquidity: string;
}

export interface PositionFacts {
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly qty: Dec;
  readonly entryPrice: Dec | null;
}

export interface ClosedFacts {
  readonly symbol: string;
  readonly by: string;
  /** Fees out, funding in its sign: what the round trip left in the wallet. */
  readonly netPnl: Dec;
  readonly realizedPnl: Dec;
  readonly fees: Dec;
  readonly funding: Dec;
  readonly heldMs: number;
}

type StepOf<Name extends string, Facts> = { readonly step: Name; readonly at: string; readonly data: Facts };

interface OrderNote {
  readonly clientOrderId: string;
  readonly purpose: string;
  readonly reason: string | null;
}

/** One link of the chain, in the order in which it happened. */
export type Step =
  | StepOf<"bar", BarFacts>
  | StepOf<"signal", SignalFacts>
  | StepOf<"sizing", SizingFacts>
  | StepOf<"intent", IntentFacts>
  | StepOf<"rules", { readonly conditions: readonly RuleVerdict[] }>
  | StepOf<"veto", { readonly id: string; readonly primary: string; readonly rules: readonly string[] }>
  | StepOf<"trial", TrialFacts>
  | StepOf<"approval", { readonly rulesEvaluated: number }>
  | StepOf<"route" | "exit_order", RouteFacts>
  | StepOf<"submitted" | "acknowledged" | "triggered", OrderNote>
  | StepOf<
      | "rejected"
      | "unknown"
      | "absent"
      | "canceled"
      | "expired"
      | "abandoned"
      | "cancel_requested"
      | "cancel_rejected"
      | "modify_requested"
      | "modified"
      | "modify_rejected"
      | "given_up",
      OrderNote
    >
  | StepOf<"fill" | "liquidation", FillFacts>
  | StepOf<"position", PositionFacts>
  | StepOf<"stop_moved", { readonly strategyStop: Dec; readonly reason: string }>
  | StepOf<"closed", ClosedFacts>
  | StepOf<"still_open", PositionFacts & { readonly fees: Dec; readonly funding: Dec; readonly mark: Dec | null }>;
