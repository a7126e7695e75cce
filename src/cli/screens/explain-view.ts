export interface OrderNote {
  readonly clientOrderId: string;
  readonly purpose: string;
  readonly reason: string | null;
}

export interface RouteView {
  readonly clientOrderId: string;
  readonly purpose: string;
  readonly style: string;
  readonly reason: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly side: string;
  readonly qty: string | null;
  readonly price: string | null;
  readonly triggerPrice: string | null;
  readonly expectedCostBps: number;
  readonly maxSlippageBps: number;
  readonly because: string | null;
}

export interface FillView {
  readonly side: string;
  readonly qty: string;
  readonly price: string;
  readonly fee: string;
  readonly liquidity: string;
}

export interface SizingView {
  readonly nav: number | null;
  readonly targetUsd: number | null;
  readonly exposure: number | null;
  readonly tradeNavPct: number;
  readonly strength: number;
  readonly volatilityScale: number | null;
  readonly bucketMultiplier: number | null;
  readonly adaptive: {
    readonly base: number | null;
    readonly drawdown: number | null;
    readonly volatility: number | null;
    readonly model: number | null;
    readonly scale: number | null;
  };
}

export interface ConditionView {
  readonly rule: string;
  readonly code: string;
  readonly verdict: string;
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: string | null;
  readonly why: string | null;
}

interface PositionView {
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly qty: string;
  readonly entryPrice: string | null;
}

type StepView<Name extends string, Facts> = { readonly step: Name; readonly at: string; readonly data: Facts };

/** A link of the chain, as `hedge risk explain --json` has it. */
export type ChainStep =
  | StepView<
      "bar",
      {
        readonly symbol: string;
        readonly open: string;
        readonly high: string;
        readonly low: string;
        readonly close: string;
        readonly mark: string | null;
      }
    >
  | StepView<
      "signal",
      {
        readonly strategy: string;
        readonly direction: string;
        readonly strength: number;
        readonly reasons: readonly string[];
        readonly features: Readonly<Record<string, number>>;
      }
    >
  | StepView<
      "intent",
      {
        readonly side: string;
        readonly purpose: string;
        readonly qty: string;
        readonly referencePrice: string;
        readonly notional: string;
        readonly stopDistance: string | null;
        readonly clamps: readonly { readonly rule: string; readonly before: string; readonly after: string }[];
        readonly left?: string;
      }
    >
  | StepView<"sizing", SizingView>
  | StepView<"rules", { readonly conditions: readonly ConditionView[] }>
  | StepView<
      "trial",
      {
        readonly symbol: string;
        readonly strategy: string;
        readonly side: string;
        readonly qty: string;
        readonly notional: string;
        readonly set: readonly string[];
      }
    >
  | StepView<"veto", { readonly primary: string; readonly rules: readonly string[] }>
  | StepView<"approval", { readonly rulesEvaluated: number }>
  | StepView<"route" | "exit_order", RouteView>
  | StepView<
      | "submitted"
      | "acknowledged"
      | "triggered"
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
  | StepView<"fill" | "liquidation", FillView>
  | StepView<"position", PositionView>
  | StepView<"stop_moved", { readonly strategyStop: string; readonly reason: string }>
  | StepView<
      "closed",
      {
        readonly by: string;
        readonly netPnl: string;
        readonly realizedPnl: string;
        readonly fees: string;
        readonly funding: string;
        readonly heldMs: number;
      }
    >
  | StepView<
      "still_open",
      PositionView & { readonly fees: string; readonly funding: string; readonly mark: string | null }
    >;

export interface ExplainView {
  readonly mode: string;
  readonly id: string;
  readonly kind: string;
  readonly chain: readonly ChainStep[];
  readonly vetoes: readonly { readonly rule: string; readonly message: string }[];
  readonly smallestChange: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  readonly reason?: string;
}
