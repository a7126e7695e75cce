import { connect, type Socket } from "node:net";
import type { Clock } from "../../lib/clock.js";
import type { SessionSink } from "../../ports/session-port.js";
import { openControlPlace } from "./control-place.js";
import { encodeFollow, SESSION_SCHEMA, SessionDecoder, type SessionMessage } from "./session-wire.js";

export interface SessionLinkOptions {
  readonly directory: string;
  readonly clock: Pick<Clock, "sleep" | "monotonicMs">;
  /** False: the documents alone. */
  readonly series: boolean;
  readonly sink: SessionSink;
  /** An executor says something each second; one that has been silent for so long hangs. */
  readonly silenceMs: number;
}

/** One screen's line to a running executor: a snapshot, then what changes. A gap or a silence ends it; opening it again begins anew. */
export class SessionLink {
  readonly #options: SessionLinkOptions;
  #socket: Socket | null = null;
  #decoder = new SessionDecoder();
  #last = 0;
  #heardAtMs = 0;
  #whole = false;
  #onWhole: () => void = () => undefined;
  /** Why the last line ended; null while none has. */
  problem: string | null = null;

  constructor(options: SessionLinkOptions) {
    this.#options = options;
  }

  /** Whether a whole snapshot is there and more will come. */
  get isOpen(): boolean {
    const { clock, silenceMs } = this.#options;
    if (this.#socket !== null && clock.monotonicMs() - this.#heardAtMs >= silenceMs) this.#drop("it is silent");
    return this.#whole && this.#socket !== null;
  }

  get isOpening(): boolean {
    return this.#socket !== null && !this.#whole;
  }

  /** Resolves once the snapshot is whole, the line has ended, or so much time has passed; it may become whole after that. */
  async open(patienceMs: number): Promise<boolean> {
    if (this.#socket !== null) return this.isOpen;
    const { directory, clock, series, sink } = this.#options;
    const place = openControlPlace(directory);
    if (place === null) return false;
    this.#decoder = new SessionDecoder();
    [this.#last, this.#whole, this.#heardAtMs, this.problem] = [0, false, clock.monotonicMs(), null];
    sink.begin();
    const over = new AbortController();
    this.#onWhole = (): void => {
      over.abort();
    };
    const socket = connect(place.address);
    this.#socket = socket;
    socket.once("connect", () => socket.write(encodeFollow({ series })));
    socket.on("data", (part: Buffer) => {
      this.#take(socket, part);
    });
    socket.on("error", () => {
      if (this.#socket === socket) this.#drop("nobody listens");
    });
    socket.once("close", () => {
      place.release();
      if (this.#socket === socket) this.#drop("it has ended");
    });
    // A screen that is left need not say goodbye.
    socket.unref();
    await clock.sleep(patienceMs, over.signal);
    return this.isOpen;
  }

  close(): void {
    this.#drop("closed");
  }

  #take(socket: Socket, part: Buffer): void {
    if (this.#socket !== socket) return;
    this.#heardAtMs = this.#options.clock.monotonicMs();
    const messages = this.#decoder.push(part);
    const problem = messages.ok ? this.#hear(messages.value) : messages.error;
    if (problem !== null) this.#drop(problem);
  }

  /** Null while everything follows what came before. */
  #hear(messages: readonly SessionMessage[]): string | null {
    for (const message of messages) {
      if (message.kind === "refused") return message.message;
      if (message.kind === "hello") {
        if (message.schema !== SESSION_SCHEMA) return `it speaks ${message.schema}`;
        continue;
      }
      if (message.n !== this.#last + 1) return `frame ${String(message.n)} after ${String(this.#last)}`;
      this.#last = message.n;
      const problem = this.#options.sink.take(message.frame);
      if (problem !== null) return problem;
      if (message.frame.kind !== "cut") continue;
      this.#whole = true;
      this.#onWhole();
    }
    return null;
  }

  #drop(problem: string): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    this.#whole = false;
    this.problem = problem;
    this.#options.sink.end();
    this.#onWhole();
    socket.destroy();
  }
}
