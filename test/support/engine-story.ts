import type { EventBody, IntendedOrder, JournalEvent } from "../../src/core/domain/event.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import { FROM_MS } from "./engine-market.js";

export type EventOf<T extends EventBody["type"]> = Extract<JournalEvent, { readonly type: T }>;

export function ofType<T extends EventBody["type"]>(events: readonly JournalEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

export interface DecidedOrder {
  readonly order: IntendedOrder;
  /** The event that decided it. */
  readonly event: JournalEvent;
}

/** Every order that was decided, in order. */
export function intendedOf(events: readonly JournalEvent[]): readonly DecidedOrder[] {
  return events.flatMap((event): DecidedOrder[] => {
    if (event.type === "cycle.decided") return event.orders.map((order) => ({ order, event }));
    return event.type === "order.intended" ? [{ order: event.order, event }] : [];
  });
}

/** Names orders by what they are for: `open`, `disaster_stop`, `stop`, the second of a kind `stop 2`. */
export function orderNames(events: readonly JournalEvent[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    intendedOf(events).map(({ order }) => {
      const count = (counts.get(order.purpose) ?? 0) + 1;
      counts.set(order.purpose, count);
      return [order.request.clientOrderId, count === 1 ? order.purpose : `${order.purpose} ${String(count)}`];
    }),
  );
}

/** The journal after the warm-up as short words: `submitted stop`, `bars`, `cycle open`. */
export function storyOf(events: readonly JournalEvent[], fromHour = 0): string[] {
  const names = orderNames(events);
  return events.filter((event) => hourOf(event) > fromHour).map((event) => wordsOf(event, names));
}

function wordsOf(event: JournalEvent, names: ReadonlyMap<string, string>): string {
  const name = (id: string): string => names.get(id) ?? id;
  const verb = event.type.slice(event.type.indexOf(".") + 1);
  switch (event.type) {
    case "cycle.decided": {
      const orders = event.orders.map(({ request }) => name(request.clientOrderId));
      return [event.trigger === "bar" ? "cycle" : event.trigger, ...orders].join(" ");
    }
    case "order.intended":
      return `${verb} ${name(event.order.request.clientOrderId)}`;
    case "cause.raised":
      return `raised ${event.cause.code}`;
    case "cause.cleared":
      return `cleared ${event.code}`;
    default:
      if (!("clientOrderId" in event)) return verb;
      return `${event.type === "cancel.requested" ? "cancel" : verb} ${name(event.clientOrderId)}`;
  }
}

/** Hours since the session's start. */
export function hourOf({ atMs }: { readonly atMs: number }): number {
  return (atMs - FROM_MS) / HOUR_MS;
}
