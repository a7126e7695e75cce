import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../../lib/clock.js";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../../lib/time.js";
import type { StreamRoute } from "../faults/fault-hooks.js";
import type { StreamHub } from "../market/stream-hub.js";
import { parseStream } from "../market/stream-topic.js";
import { errorAnswer, readControl, resultAnswer } from "./control-messages.js";
import type { ControlRequest } from "./control-messages.js";
import type { FrameOutbox } from "./frame-outbox.js";

interface SessionParts {
  readonly socket: WebSocket;
  readonly route: StreamRoute;
  readonly combined: boolean;
  readonly hub: StreamHub;
  readonly outbox: FrameOutbox;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** General rules of the streams (2026-04). */
const MOST_STREAMS = 1_024;
const MOST_MESSAGES_A_SECOND = 10;
const PING_EVERY_MS = 3 * MINUTE_MS;
const PONG_WITHIN_MS = 10 * MINUTE_MS;
const LIFE_MS = DAY_MS;

const POLICY_VIOLATION = 1_008;
const GOING_AWAY = 1_001;

/** One open socket: its subscriptions, its limits, its pings. */
export class SocketSession {
  readonly #parts: SessionParts;
  readonly #streams = new Set<string>();
  readonly #heardMs: number[] = [];
  readonly #openedMs: number;
  #pingedMs: number;
  #pongedMs: number;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#openedMs = this.#pingedMs = this.#pongedMs = parts.clock.monotonicMs();
    const { socket } = parts;
    socket.on("message", (message) => this.#onMessage(message));
    socket.on("ping", () => this.#count());
    socket.on("pong", () => {
      this.#pongedMs = parts.clock.monotonicMs();
      this.#count();
    });
    socket.on("close", () => this.#forget([...this.#streams]));
  }

  get route(): StreamRoute {
    return this.#parts.route;
  }

  /** False, and nothing is subscribed to, where it would be too many. */
  subscribe(streams: readonly string[]): boolean {
    const wanted = new Set([...this.#streams, ...streams]);
    if (wanted.size > MOST_STREAMS) return false;
    for (const stream of wanted) {
      if (this.#streams.has(stream)) continue;
      this.#streams.add(stream);
      const topic = parseStream(stream);
      // What belongs to another route is accepted and never heard of, as at the venue.
      if (topic.kind !== "silent" && topic.route === this.#parts.route) this.#parts.hub.subscribe(topic, this.#take);
    }
    return true;
  }

  /** Called every now and then: pings, and ends what is dead or too old. */
  heartbeat(): void {
    const { socket, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#openedMs >= LIFE_MS) socket.close(GOING_AWAY, "24 hours are over");
    else if (nowMs - this.#pongedMs >= PONG_WITHIN_MS) socket.terminate();
    else if (nowMs - this.#pingedMs >= PING_EVERY_MS) {
      this.#pingedMs = nowMs;
      socket.ping(String(Math.round(nowMs)));
    }
  }

  close(reason: string): void {
    this.#parts.socket.close(GOING_AWAY, reason);
  }

  terminate(): void {
    this.#parts.socket.terminate();
  }

  readonly #take = (stream: string, text: string): void => {
    this.#parts.outbox.send(stream, this.#parts.combined ? wrapped(stream, text) : text);
  };

  #onMessage(message: RawData): void {
    if (!this.#count()) return;
    const bytes = Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message as Uint8Array);
    const read = readControl(bytes.toString("utf8"));
    this.#parts.outbox.write(JSON.stringify("answer" in read ? read.answer : this.#answer(read.request)));
  }

  #answer(request: ControlRequest): object {
    const { id } = request;
    switch (request.method) {
      case "SUBSCRIBE":
        if (this.subscribe(request.params)) return resultAnswer(null, id);
        return errorAnswer(2, `Invalid request: at most ${MOST_STREAMS} streams on one connection`, id);
      case "UNSUBSCRIBE":
        this.#forget(request.params);
        return resultAnswer(null, id);
      case "LIST_SUBSCRIPTIONS":
        return resultAnswer([...this.#streams], id);
    }
  }

  #forget(streams: readonly string[]): void {
    for (const stream of streams) {
      if (this.#streams.delete(stream)) this.#parts.hub.unsubscribe(stream, this.#take);
    }
  }

  /** False where the client talks too much: then it is disconnected. */
  #count(): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    while ((this.#heardMs[0] ?? Infinity) <= nowMs - SECOND_MS) this.#heardMs.shift();
    this.#heardMs.push(nowMs);
    if (this.#heardMs.length <= MOST_MESSAGES_A_SECOND) return true;
    this.#parts.socket.close(POLICY_VIOLATION, "Too many requests");
    return false;
  }
}

/** `{"stream":…,"data":…}` around a frame, whose bytes stay as they are. */
export function wrapped(stream: string, text: string): string {
  return `{"stream":${JSON.stringify(stream)},"data":${text}}`;
}
