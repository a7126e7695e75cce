import { WebSocket } from "ws";
import { plainText } from "./wire-fields.js";

/** Far above any frame of the venue (an ACCOUNT_UPDATE of 500 positions has 80 kB), far below what hurts. */
const MAX_FRAME_BYTES = 1_048_576;
const CLOSE_NORMALLY = 1_000;

export interface SocketListener {
  onOpen(): void;
  onFrame(text: string): void;
}

export interface SocketTimes {
  readonly handshakeMs: number;
  readonly monotonicMs: () => number;
}

/** One connection to the private stream. Pings of the venue are answered by `ws` itself, with their payload. */
export class PrivateSocket {
  /** When anything came: frame, ping or pong. Proves the connection. */
  heardAtMs: number;
  /** When the venue spoke of its own accord: frame or ping. */
  toldAtMs: number;
  /** Why it is over: closed, failed, or ended by us. */
  readonly ended: Promise<string>;
  readonly #socket: WebSocket;
  #isEnded = false;
  readonly #resolveEnded: (reason: string) => void;

  constructor(
    url: string,
    readonly times: SocketTimes,
    listener: SocketListener,
  ) {
    this.heardAtMs = this.toldAtMs = times.monotonicMs();
    let resolveEnded: (reason: string) => void = () => undefined;
    this.ended = new Promise((resolve) => (resolveEnded = resolve));
    this.#resolveEnded = resolveEnded;
    // No redirects: the listen key is in the address and goes to nobody else.
    // A goodbye that nobody answers must not keep the process.
    const settings = {
      closeTimeout: 1_000,
      handshakeTimeout: times.handshakeMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    };
    this.#socket = new WebSocket(url, settings);
    this.#socket.on("open", () => {
      this.#heard(true);
      listener.onOpen();
    });
    this.#socket.on("message", (bytes) => {
      this.#heard(true);
      // One text a message; `ws` hands it over as one buffer unless told otherwise.
      if (!this.#isEnded && Buffer.isBuffer(bytes)) listener.onFrame(bytes.toString("utf8"));
    });
    this.#socket.on("ping", () => this.#heard(true));
    this.#socket.on("pong", () => this.#heard(false));
    this.#socket.on("error", (error) => this.end(plainText(error.message)));
    this.#socket.on("close", (code) => this.end(`closed by the venue with code ${code}`));
  }

  hasEnded(): boolean {
    return this.#isEnded;
  }

  /** Asks for a sign of life; the answer shows in `heardAtMs`. */
  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  /** A message of ours; nothing where the connection is not open. */
  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Drops the connection at once: nothing more is read from it. */
  end(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#resolveEnded(reason);
    this.#socket.terminate();
  }

  /** Says goodbye; frames on their way may still be thrown away. */
  close(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#resolveEnded(reason);
    this.#socket.close(CLOSE_NORMALLY);
  }

  #heard(told: boolean): void {
    this.heardAtMs = this.times.monotonicMs();
    if (told) this.toldAtMs = this.heardAtMs;
  }
}
