interface StyleView {
  readonly style: string;
  readonly reason: string;
}

interface ShortfallParts {
  readonly totalBps: number | null;
  readonly delayBps: number | null;
  readonly spreadBps: number | null;
  readonly impactBps: number | null;
  readonly feeBps: number | null;
}

export interface NewestView extends ShortfallParts {
  readonly intentId: string;
  readonly at: string;
  readonly side: string;
  readonly purpose: string;
  readonly style: string;
  readonly filledShare: number | null;
  readonly notionalUsd: number;
}

export interface RouteView {
  readonly account: string;
  readonly symbol: string;
  readonly quality: string;
  readonly reason: string;
  readonly orders: number;
  readonly makerOrders: number;
  readonly makerFillRatio: number | null;
  readonly fallbackRatio: number | null;
  readonly rejectRatio: number | null;
  readonly slippageP50Bps: number | null;
  readonly slippageP95Bps: number | null;
  readonly markoutBps: number | null;
  readonly markoutFills: number;
  readonly ackP50Ms: number | null;
  readonly ackP95Ms: number | null;
  readonly offsetBps: number | null;
  readonly offsetReason: string | null;
  readonly offsetChange: {
    readonly at: string;
    readonly fromBps: number;
    readonly toBps: number;
    readonly reason: string;
  } | null;
  readonly newRisk: { readonly allowed: boolean; readonly probe: boolean };
  readonly policy: {
    readonly entry: StyleView;
    readonly exit: StyleView;
    readonly protective: StyleView;
    readonly makerTimeoutSeconds: number;
    readonly maxSlippageBps: { readonly entry: number; readonly exit: number; readonly protective: number };
    readonly expectedMakerBps: number | null;
    readonly expectedTakerBps: number | null;
  } | null;
  readonly shortfall: ShortfallParts & {
    readonly intents: number;
    readonly makerFirstBps: number | null;
    readonly takerBps: number | null;
    readonly newest: readonly NewestView[];
  };
  readonly suggestions: readonly {
    readonly setting: string;
    readonly from: number | boolean;
    readonly to: number | boolean;
    readonly bounds: readonly number[] | null;
    readonly rationale: string;
  }[];
  readonly lastChange: {
    readonly at: string;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
  } | null;
}

export interface RouterView {
  readonly mode: string;
  readonly at: string;
  readonly items: readonly RouteView[];
  readonly schedules: readonly {
    readonly symbol: string;
    readonly side: string;
    readonly qty: string;
    readonly restQty: string;
    readonly slices: number;
    readonly nextSlice: number;
    readonly nextAt: string;
  }[];
  readonly circuits: readonly { readonly venue: string; readonly endpoints: string; readonly state: string }[];
}
