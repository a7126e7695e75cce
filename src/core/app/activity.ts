import type { JournalEvent } from "../domain/event.js";
import type { EngineState } from "../engine/state.js";

/** What is known of earlier events. */
export interface ActivityMemory {
  readonly beganMs: number | null;
  readonly signalMs: number;
  readonly entryMs: number;
  readonly exitMs: number;
}

/** When a session last did what it is for, in market time, since its beginning at the latest. */
export class Activity {
  #beganMs: number | null = null;
  #signalMs = -Infinity;
  #entryMs = -Infinity;
  #exitMs = -Infinity;

  get memory(): ActivityMemory {
    return { beganMs: this.#beganMs, signalMs: this.#signalMs, entryMs: this.#entryMs, exitMs: this.#exitMs };
  }

  resume({ beganMs, signalMs, entryMs, exitMs }: ActivityMemory): void {
    this.#beganMs = beganMs;
    this.#signalMs = signalMs;
    this.#entryMs = entryMs;
    this.#exitMs = exitMs;
  }

  onEvent(event: JournalEvent): void {
    const { atMs } = event;
    // Its first line stands at the first bar of the warm-up; nobody waited for a trade before there could be one.
    this.#beganMs ??= event.type === "session.started" ? Math.max(atMs, event.fromMs) : atMs;
    if (event.type === "cycle.decided") {
      if (event.signals.length > 0) this.#signalMs = atMs;
      for (const { purpose } of event.orders) this.#onOrder(purpose === "open", atMs);
    } else if (event.type === "order.intended") {
      this.#onOrder(event.order.purpose === "open", atMs);
    }
  }

  #onOrder(opens: boolean, atMs: number): void {
    if (opens) this.#entryMs = atMs;
    else this.#exitMs = atMs;
  }

  /** Milliseconds since the last signal, order that opens, and order that closes or protects; null before the first event. */
  agesMs({ atMs }: Pick<EngineState, "atMs">): Readonly<Record<"signal" | "entry" | "exit", number | null>> {
    const began = this.#beganMs;
    const since = (thenMs: number): number | null =>
      began === null ? null : Math.max(0, atMs - Math.max(began, thenMs));
    return { signal: since(this.#signalMs), entry: since(this.#entryMs), exit: since(this.#exitMs) };
  }
}
