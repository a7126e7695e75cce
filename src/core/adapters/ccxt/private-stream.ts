import type { Clock } from "../../lib/clock.js";
import { invariant } from "../../lib/invariant.js";
import type { Rng } from "../../lib/rng.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { UserStreamListener } from "../../ports/venue-gateway.js";
import { BackOff, type BackOffTimes } from "./back-off.js";
import { isStopped } from "./is-stopped.js";
import type { PrivateSocket } from "./private-socket.js";

export interface StreamTimes {
  /** A connection that lived so long was a good one: the next attempt waits no longer than the first did. */
  readonly stableAfterMs: number;
  readonly backOff: BackOffTimes;
}

/** What a venue's own part of a private stream may do with it. */
export interface LiveStream {
  /** Fires when nobody listens any more. */
  readonly stop: AbortSignal;
  /** Everything is subscribed: from now on nothing is missed. */
  up(): void;
  /** Sockets that end with the stream. */
  adopt(socket: PrivateSocket): void;
  /** Hands on what a frame said; what comes before `up` belongs to the gap that is filled after it. */
  tell(facts: () => readonly StreamFact[]): void;
}

/** filledQty: with the end of an order, all it had filled. */
export interface StreamFact {
  readonly event: Parameters<UserStreamListener["onEvent"]>[0];
  readonly filledQty?: Parameters<UserStreamListener["onEvent"]>[1];
}

interface PrivateStreamOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly rng: Rng;
  readonly times: StreamTimes;
  /** Connects and tells until it is over; says why it is. */
  readonly live: (stream: LiveStream) => Promise<string>;
}

/**
 * The life of a private stream: opened, told of, and opened anew after every break, with longer and longer pauses. After each
 * `onDown` the books must be filled by questions.
 */
export class PrivateStream {
  readonly #backOff: BackOff;
  readonly #stop = new AbortController();
  readonly #sockets = new Set<PrivateSocket>();
  #running: Promise<void> = Promise.resolve();
  #state: "starting" | "up" | "down" = "starting";
  /** Venue time up to which nothing can have been missed. */
  #completeUntilMs = 0;
  #listener: UserStreamListener | null = null;

  constructor(readonly options: PrivateStreamOptions) {
    this.#backOff = new BackOff(options.times.backOff, options.rng);
  }

  follow(listener: UserStreamListener): void {
    invariant(this.#listener === null, "a private stream has one listener");
    this.#listener = listener;
    this.#completeUntilMs = this.options.venueClock.nowMs();
    this.#running = this.#run(listener);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    for (const socket of this.#sockets) socket.close("closed by us");
    await this.#running;
  }

  async #run(listener: UserStreamListener): Promise<void> {
    const { clock, live, times } = this.options;
    const { signal } = this.#stop;
    while (!isStopped(signal)) {
      const startedAtMs = clock.monotonicMs();
      const reason = await live(this.#handle(listener));
      for (const socket of this.#sockets) socket.end(reason);
      if (isStopped(signal)) break;
      this.#down(listener, reason);
      if (clock.monotonicMs() - startedAtMs >= times.stableAfterMs) this.#backOff.reset();
      await clock.sleep(this.#backOff.nextMs(), signal);
    }
  }

  #handle(listener: UserStreamListener): LiveStream {
    return {
      stop: this.#stop.signal,
      up: () => {
        this.#state = "up";
        this.#heard();
        listener.onUp();
      },
      adopt: (socket) => {
        this.#sockets.add(socket);
        void socket.ended.then(() => this.#sockets.delete(socket));
      },
      tell: (facts) => {
        if (this.#state !== "up" || isStopped(this.#stop.signal)) return;
        this.#heard();
        for (const { event, filledQty } of facts()) listener.onEvent(event, filledQty);
      },
    };
  }

  #heard(): void {
    this.#completeUntilMs = Math.max(this.#completeUntilMs, this.options.venueClock.nowMs());
  }

  #down(listener: UserStreamListener, reason: string): void {
    if (this.#state === "down") return;
    this.#state = "down";
    listener.onDown(reason, this.#completeUntilMs);
  }
}
