import type { WebSocket } from "ws";
import type { Clock } from "../../../lib/clock.js";
import type { FaultHooks, StreamRoute } from "../faults/fault-hooks.js";
import type { MarketTime } from "../seam.js";

interface OutboxParts {
  readonly socket: WebSocket;
  readonly route: StreamRoute;
  readonly hooks: Pick<FaultHooks, "onFrame">;
  readonly time: MarketTime;
  readonly clock: Clock;
  /** Whether nothing may leave at the moment. */
  readonly isSilent: () => boolean;
  /** Ends what waits. */
  readonly stopped: AbortSignal;
}

/** A client that reads slower than this much behind is cut off, as the venue does. */
const MOST_BUFFERED_BYTES = 8_000_000;
const MOST_DELAYED = 1_000;

/** The way of every frame to one socket, with what a fault script does on it. */
export class FrameOutbox {
  readonly #parts: OutboxParts;
  /** Waits to change places with the frame after it. */
  #held: string | null = null;
  #delayed = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** A frame of a stream; `name` is what scripts call it. */
  send(name: string, text: string): void {
    const { route, hooks, time, isSilent } = this.#parts;
    if (isSilent()) return;
    const fault = hooks.onFrame(route, name, time.nowMs());
    switch (fault.kind) {
      case "drop":
        return;
      case "delay":
        this.#delay(text, fault.wallMs);
        return;
      case "swap_with_next":
        if (this.#held === null) this.#held = text;
        else this.#pass(text);
        return;
      case "duplicate":
        this.write(text);
        this.#pass(text);
        return;
      case "pass":
        this.#pass(text);
    }
  }

  /** An answer to the client itself; no script sees it. */
  write(text: string): void {
    const { socket, isSilent } = this.#parts;
    if (isSilent() || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_BUFFERED_BYTES) socket.terminate();
    else socket.send(text);
  }

  #pass(text: string): void {
    this.write(text);
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.write(held);
  }

  #delay(text: string, wallMs: number): void {
    if (this.#delayed >= MOST_DELAYED) {
      this.#parts.socket.terminate();
      return;
    }
    this.#delayed += 1;
    void this.#parts.clock.sleep(wallMs, this.#parts.stopped).then(() => {
      this.#delayed -= 1;
      this.write(text);
    });
  }
}
