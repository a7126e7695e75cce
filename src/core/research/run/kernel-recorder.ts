import { dec } from "../../lib/decimal.js";
import type { ClosedTrade } from "../../domain/portfolio.js";
import type { KernelTrade } from "../kernel/kernel-trade.js";
import type { RunExtras } from "../kernel/momentum-run.js";
import type { EquitySeries, RunRecord } from "./run-recorder.js";

interface Books {
  readonly strategy: string;
  readonly account: string;
  readonly barMs: number;
  /** Of the bars of all markets. */
  readonly openTimeMs: Float64Array;
}

/** Money that a kernel reckoned in doubles, as the books write it. */
const PLACES = 8;

/** Keeps of a kernel's run what a session's recorder keeps; vetoes there are none, since nothing is reviewed. */
export class KernelRecorder {
  readonly #columns = {
    ...{ atMs: [] as number[], nav: [] as number[], exposure: [] as number[] },
    ...{ fees: [] as number[], takerUsd: [] as number[] },
  };
  readonly #trades: ClosedTrade[] = [];
  #before = { exposure: 0, fees: 0, tradedUsd: 0 };

  constructor(readonly books: Books) {}

  /** Every order of the kernel takes. */
  readonly onBar: NonNullable<RunExtras["onBar"]> = (row, nav, { exposure, fees, tradedUsd }) => {
    const columns = this.#columns;
    columns.atMs.push(this.#openMs(row) + this.books.barMs);
    columns.nav.push(nav);
    columns.exposure.push(exposure - this.#before.exposure);
    columns.fees.push(fees - this.#before.fees);
    columns.takerUsd.push(tradedUsd - this.#before.tradedUsd);
    this.#before = { exposure, fees, tradedUsd };
  };

  readonly onTrade = (trade: KernelTrade): void => {
    this.#trades.push(this.#closed(trade));
  };

  record({ bars }: Pick<RunRecord, "bars">): RunRecord {
    const equity: EquitySeries = this.#columns;
    return { equity, trades: this.#trades, vetoes: [], open: [], tradedUsd: this.#before.tradedUsd, bars };
  }

  #closed({ symbol, side, openedRow, closedRow, atOpen, end, profit, fees, funding, pair }: KernelTrade): ClosedTrade {
    const { strategy, account, barMs } = this.books;
    const openedAtMs = this.#openMs(openedRow);
    const intentId = `${symbol}-${String(openedAtMs)}`;
    return {
      ...{ intentId, groupId: pair === null ? intentId : `${pair}-${String(openedAtMs)}`, strategy, account, symbol },
      ...{ direction: side > 0 ? "long" : "short", openedAtMs, exitPurpose: end },
      // Nobody saw when within the bar: the event engine says its middle as well.
      closedAtMs: this.#openMs(closedRow) + (atOpen ? 0 : barMs / 2),
      realizedPnl: money(profit + fees - funding),
      ...{ fees: money(fees), funding: money(funding) },
    };
  }

  #openMs(row: number): number {
    return this.books.openTimeMs[row] ?? Number.NaN;
  }
}

function money(value: number): ClosedTrade["fees"] {
  return dec(value.toFixed(PLACES));
}
