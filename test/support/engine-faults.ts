import type { PaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import type { InputEvent } from "../../src/core/domain/event.js";
import type { OrderRequest } from "../../src/core/domain/order.js";

/**
 * What the venue does with an order: takes it (5 s late), refuses it, says nothing at all, or loses order and answer.
 * lost: unknown, and 8 s later known never to have arrived · slow: unknown, and taken 15 s later.
 */
export type Fate = "take" | "late" | "reject" | "silence" | "unknown" | "lost" | "slow";

export interface FaultPlan {
  /** Fate of the order that is placed as number `nth` of its kind (from 1). */
  readonly ofOrder?: (request: OrderRequest, nth: number) => Fate;
  /** Cancels that are lost on their way. */
  readonly losesCancel?: (clientOrderId: string, nth: number) => boolean;
  /** Changes an input on its way to the engine; null leaves it out. */
  readonly onInput?: (input: InputEvent) => InputEvent | null;
}

const ANSWER_MS = 50;
const LATE_MS = 5_000;
const LOST_MS = 8_000;
const SLOW_MS = 15_000;

/** A venue with faults: between the engine and the paper venue, so that both sides stay the real ones. */
export function withFaults(market: PaperVenue, plan: FaultPlan): PaperVenue {
  const answers: InputEvent[] = [];
  const counts = new Map<string, number>();
  const count = (kind: string): number => {
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    return nth;
  };
  const next = async (deadlineMs: number | null): Promise<InputEvent | null> => {
    for (;;) {
      const [answer] = answers;
      const wakeMs = Math.min(deadlineMs ?? Infinity, answer?.atMs ?? Infinity);
      const input = await market.driver.next(Number.isFinite(wakeMs) ? wakeMs : null);
      if (input === null) return null;
      if (answer !== undefined && input.type === "clock.advanced" && input.atMs >= answer.atMs) {
        answers.shift();
        return { ...answer, atMs: input.atMs };
      }
      const told = plan.onInput === undefined ? input : plan.onInput(input);
      if (told !== null) return told;
    }
  };
  return {
    driver: { ...market.driver, next },
    broker: {
      ...market.broker,
      place: (request, atMs) => {
        const kind = kindOf(request);
        const fate = plan.ofOrder?.(request, count(kind)) ?? "take";
        const { clientOrderId } = request;
        const answeredMs = atMs + ANSWER_MS;
        if (fate === "take" || fate === "late") market.broker.place(request, fate === "late" ? atMs + LATE_MS : atMs);
        if (fate === "reject") {
          answers.push({
            type: "order.rejected",
            atMs: answeredMs,
            clientOrderId,
            code: -2021,
            reason: "made by hand",
          });
        }
        if (fate === "unknown" || fate === "lost" || fate === "slow")
          answers.push({ type: "order.unknown", atMs: answeredMs, clientOrderId, reason: "503" });
        if (fate === "lost")
          answers.push({ type: "order.absent", atMs: atMs + LOST_MS, clientOrderId, reason: "it never arrived" });
        if (fate === "slow") market.broker.place(request, atMs + SLOW_MS);
        answers.sort((a, b) => a.atMs - b.atMs);
      },
      cancel: (clientOrderId, symbol, atMs) => {
        if (plan.losesCancel?.(clientOrderId, count("cancel")) !== true) {
          market.broker.cancel(clientOrderId, symbol, atMs);
        }
      },
    },
  };
}

/** disaster_stop, stop, take_profit, or an order that acts now. */
export function kindOf(request: OrderRequest): "disaster_stop" | "stop" | "take_profit" | "entry" | "exit" {
  if (request.closePosition) return "disaster_stop";
  if (request.type === "stop_market") return "stop";
  if (request.type === "take_profit_market") return "take_profit";
  return request.reduceOnly ? "exit" : "entry";
}
