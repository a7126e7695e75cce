/** A bar in a journal line: [symbol, open, high, low, close, volume, mark open, high, low, close (or null ×4)]. */
export type BarRow = readonly [
  string,
  number,
  number,
  number,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number | null,
];

/** Inputs: what the market told us. */
export type MarketEvent =
  | {
      readonly type: "market.bars";
      readonly atMs: number;
      readonly barMs: number;
      /** True before the session's start: bars only feed the indicators. */
      readonly warmup: boolean;
      readonly rows: readonly BarRow[];
      readonly missing: readonly string[];
    }
  | { readonly type: "market.funding"; readonly atMs: number; readonly symbol: string; readonly rate: number }
  | {
      readonly type: "market.book";
      readonly atMs: number;
      readonly symbol: string;
      /** The venue's stamp of the newest change; left out where that is `atMs`. */
      readonly stampMs?: number;
      readonly bids: readonly (readonly [number, number])[];
      readonly asks: readonly (readonly [number, number])[];
    }
  | {
      readonly type: "market.marks";
      readonly atMs: number;
      /** [symbol, mark, index or null, expected funding rate or null] */
      readonly rows: readonly (readonly [string, number, number | null, number | null])[];
    };
