import type { JournalEvent } from "../../domain/event.js";
import { addDec, type Dec, ZERO } from "../../lib/decimal.js";

/** What a session decided on one intent: what was approved of it, or why not. */
export interface Verdict {
  readonly atMs: number;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly purpose: string;
  readonly verdict: "approved" | "vetoed";
  /** Approved quantity, all slices together; of a veto what was asked for. */
  readonly qty: Dec;
  /** Units: USD. */
  readonly notionalUsd: number;
  /** Rules that refused it, the primary one first; none where it was approved. */
  readonly rules: readonly string[];
}

/** Verdicts of a session by intent: instant, strategy, symbol, side and purpose. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** Collects the decisions of a session as it runs. Bounded by the session's own intents. */
export class VerdictRecorder {
  readonly verdicts = new Map<string, Verdict>();
  cycles = 0;
  /** Orders that went out, protective ones included. */
  ordersSent = 0;

  onEvent(event: JournalEvent): void {
    if (event.type === "order.submitted") this.ordersSent += 1;
    if (event.type !== "cycle.decided") return;
    if (event.trigger !== "flip") this.cycles += 1;
    const { atMs } = event;
    for (const veto of event.vetoes) {
      const { strategy, symbol, side, purpose, qty, notionalUsd } = veto;
      const rules = [...new Set([veto.primary, ...veto.violations.map(({ rule }) => rule)])];
      this.#add({ atMs, strategy, symbol, side, purpose, verdict: "vetoed", qty, notionalUsd, rules });
    }
    for (const { request, strategy, purpose, notionalUsd } of event.orders) {
      const { symbol, side } = request;
      const qty = request.qty ?? ZERO;
      this.#add({ atMs, strategy, symbol, side, purpose, verdict: "approved", qty, notionalUsd, rules: [] });
    }
  }

  #add(verdict: Verdict): void {
    const { atMs, strategy, symbol, side, purpose } = verdict;
    const key = [atMs, strategy, symbol, side, purpose].join("|");
    const slice = this.verdicts.get(key);
    const whole =
      slice?.verdict === "approved" && verdict.verdict === "approved"
        ? { ...verdict, qty: addDec(slice.qty, verdict.qty), notionalUsd: slice.notionalUsd + verdict.notionalUsd }
        : verdict;
    this.verdicts.set(key, whole);
  }
}
