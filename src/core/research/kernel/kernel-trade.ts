/** What ended a position; the words are those of the order that ends it in the event engine. */
export type KernelEnd = "close" | "stop" | "disaster_stop" | "take_profit" | "flatten";

/** A position that a kernel closed, with rows of its market. */
export interface KernelTrade {
  readonly symbol: string;
  /** 1 long, −1 short. */
  readonly side: number;
  /** Bar at whose open it was opened. */
  readonly openedRow: number;
  /** Bar in which it ended. */
  readonly closedRow: number;
  /** At that bar's open; else somewhere within it. */
  readonly atOpen: boolean;
  readonly end: KernelEnd;
  /** After fees and funding, in quote currency. */
  readonly profit: number;
  readonly fees: number;
  /** Received; negative when it was paid. */
  readonly funding: number;
  /** Name that the legs of one pair share; null for a position that stands alone. */
  readonly pair: string | null;
}
