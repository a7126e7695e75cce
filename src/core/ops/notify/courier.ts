import { MINUTE_MS } from "../../lib/time.js";
import type { Clock } from "../../lib/clock.js";
import type { Delivery, Notice, Notifier } from "../../ports/notifier.js";
import type { Box } from "./outbox.schema.js";
import { nextToSend, settle } from "./outbox.js";

export interface CourierDeps {
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly maxPerMinute: number;
  /** The box as it is on the disk. */
  readonly box: () => Box;
  /** Durable when it returns. */
  readonly keep: (box: Box) => void;
  readonly onDelivery: (notice: Notice, delivery: Delivery) => void;
}

const LOOK_MS = 500;

/** Carries the messages of one channel, one after the other, however long its server takes; no other waits for it. */
export class Courier {
  /** Wall times of the last minute's tries. */
  #tries: readonly number[] = [];

  constructor(readonly deps: CourierDeps) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (!(await this.carryOne())) await this.deps.clock.sleep(LOOK_MS, stop);
    }
  }

  /** False where nothing is due. A death between the answer and the line about it sends a message twice, never not at all. */
  async carryOne(): Promise<boolean> {
    const { clock, box, keep, notifier, maxPerMinute, onDelivery } = this.deps;
    const nowMs = clock.nowMs();
    this.#tries = this.#tries.filter((atMs) => nowMs - atMs < MINUTE_MS && atMs <= nowMs);
    const notice = this.#tries.length < maxPerMinute ? nextToSend(box(), nowMs) : null;
    if (notice === null) return false;
    this.#tries = [...this.#tries, nowMs];
    const delivery = await notifier.send(notice);
    keep(settle(box(), notice, delivery, clock.nowMs()));
    onDelivery(notice, delivery);
    return true;
  }
}
