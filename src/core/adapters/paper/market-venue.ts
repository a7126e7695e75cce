import type { InputEvent } from "../../domain/event.js";
import type { Dec } from "../../lib/decimal.js";
import type { FundingStamp } from "../../sim/funding.js";
import type { AskedVenue } from "../../sim/order-log.js";
import type { Span } from "../../sim/state.js";

/** The venue's word on the accounts that can be asked for now. */
export interface MarketReport {
  /** Accounts it is of; left out: all. */
  readonly accounts?: readonly string[];
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly positions: Readonly<Record<string, Dec>>;
  readonly openOrders: readonly string[];
}

/** What a paper session makes time pass at: a simulated venue, one behind a link that may be down, or several of them. */
export interface MarketVenue {
  openBars(span: Span): readonly InputEvent[];
  fund(stamp: FundingStamp): readonly InputEvent[];
  nextAtMs(): number | null;
  advance(toMs: number): readonly InputEvent[];
  /** Null while nobody can be asked. */
  report(): MarketReport | null;
}

/** What a paper session writes to, and looks orders up at. */
export type WrittenVenue = Pick<AskedVenue, "place" | "cancel" | "modify" | "query" | "openOrders">;
