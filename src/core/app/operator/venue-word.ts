import { foreignOrderKey } from "../../domain/connection.js";
import type { EventBody } from "../../domain/event.js";
import { hasVenue, type Mode } from "../../domain/mode.js";
import type { EngineState } from "../../engine/state.js";
import { isoUtc } from "../../lib/time.js";
import type { ControlForeignOrder, ControlPosition, ControlVenueWord } from "../../ports/control.js";

type Report = Extract<EventBody, { readonly type: "venue.reported" }>;

/** What a process has heard of its venue about wallets, positions and orders, and what it has not. */
export class VenueWord {
  #report: Report | null = null;
  readonly #foreign = new Map<string, ControlForeignOrder>();
  #isStopping = false;
  #isLast = false;

  constructor(readonly mode: Mode) {}

  /** Every event of this process, in order. */
  hear(event: EventBody): void {
    if (event.type === "stop.requested") this.#isStopping = true;
    if (event.type === "order.foreign") {
      const { symbol, venueOrderId, clientOrderId, side, qty, reduceOnly } = event;
      this.#foreign.set(foreignOrderKey(event), { symbol, venueOrderId, clientOrderId, side, qty, reduceOnly });
    }
    if (event.type !== "venue.reported") return;
    this.#report = event;
    this.#isLast = this.#isStopping;
  }

  /** Where the venue is a simulated one, the books are its word. */
  get isHeard(): boolean {
    return this.#report !== null || !hasVenue(this.mode);
  }

  /** Orders that are not ours and rested at the venue when it was last heard. */
  get foreignOrders(): readonly ControlForeignOrder[] {
    return (this.#report?.foreignOrders ?? []).flatMap((key) => this.#foreign.get(key) ?? []);
  }

  /** For an operator beside the process. nowMs: the venue's time. Null where the books are the venue's word. */
  told(state: EngineState, nowMs: number): ControlVenueWord | null {
    if (!hasVenue(this.mode)) return null;
    const report = this.#report;
    return {
      nowMs,
      askedAtMs: report === null ? null : (report.askedAtMs ?? report.atMs),
      positions: Object.entries(report?.positions ?? {}).map(positionOf),
      foreignOrders: this.foreignOrders,
      difference: positionsDiffer(state),
    };
  }

  /** What it said when the process was about to end; null where it did not, and where the books are its word. */
  lastWord(state: EngineState): ControlVenueWord | null {
    return this.#isLast ? this.told(state, state.atMs) : null;
  }

  /** What nobody can say of the account when the process has ended, a sentence each. symbol: null for all of it. */
  unknown(state: EngineState, symbol: string | null): readonly string[] {
    const difference = positionsDiffer(state);
    const orders = Object.values(state.portfolio.orders).filter(
      ({ status, request }) =>
        (status === "unknown" || status === "submitted") && (symbol === null || request.symbol === symbol),
    );
    return [
      ...(hasVenue(this.mode) && !this.#isLast ? [unheard(this.#report?.atMs ?? null)] : []),
      ...(difference === null ? [] : [`books and venue differ: ${difference}`]),
      ...orders.map(
        ({ request: { clientOrderId, side, qty, symbol: of } }) =>
          `the venue has not said what became of order ${clientOrderId} (${side} ${qty ?? "all"} ${of})`,
      ),
    ];
  }
}

/** Money that nobody can explain holds no position. */
function positionsDiffer({ reconcileDifference }: EngineState): string | null {
  return reconcileDifference?.isMoney === false ? reconcileDifference.text : null;
}

/** What is not known where the venue has not answered at the end. reportedMs: when it was heard last, null for never. */
export function unheard(reportedMs: number | null): string {
  const since = reportedMs === null ? "before this command began" : `at ${isoUtc(reportedMs)}`;
  return `the venue did not answer at the end: what is held is what the books knew ${since}`;
}

function positionOf([key, qty]: [string, ControlPosition["qty"]]): ControlPosition {
  const at = key.indexOf(":");
  return { account: key.slice(0, at), symbol: key.slice(at + 1), qty };
}
