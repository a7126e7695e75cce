import type { Socket } from "node:net";
import type { Clock } from "../../lib/clock.js";
import type { SeriesStand, SessionCut, SessionFeed, SessionFrame } from "../../ports/session-port.js";
import { yieldToEventLoop } from "../system/clock.js";
import { encodeFrame, encodeHello } from "./session-wire.js";

/** Bytes of a file that leave at once: the executor's turns come in between. */
const PART_BYTES = 64 * 1_024;
/** Of the journal, which only the log of a screen reads. */
const LOG_BYTES = 1_024 * 1_024;
/** A screen that takes nothing for so long is dead or stopped. */
const PATIENCE_MS = 10_000;

const isJournal = (file: string): boolean => file.startsWith("journal/");

/**
 * Tells one screen what it does not know yet. Nothing is queued for it: what it was sent is a position in files and a text
 * for each document, so a slow one skips what was replaced meanwhile, and one that takes nothing costs one part of a file.
 */
export class ScreenFollower {
  readonly #socket: Socket;
  readonly #feed: SessionFeed;
  readonly #clock: Pick<Clock, "sleep">;
  readonly #series: boolean;
  readonly #documents = new Map<string, string>();
  readonly #ends = new Map<string, { identity: string; end: number }>();
  #n = 0;
  #wake: () => void = () => undefined;

  constructor(socket: Socket, feed: SessionFeed, options: { clock: Pick<Clock, "sleep">; series: boolean }) {
    this.#socket = socket;
    this.#feed = feed;
    this.#clock = options.clock;
    this.#series = options.series;
  }

  /** Until the screen goes away, or takes nothing any more. */
  async run(): Promise<void> {
    const deaf = this.#feed.onCut(() => {
      this.#wake();
    });
    this.#socket.once("close", () => {
      this.#wake();
    });
    let isTaking = await this.#write(Buffer.from(encodeHello(process.pid)));
    for (let told: SessionCut | null = null; isTaking;) {
      const cut = this.#feed.newest();
      if (cut === null || cut === told) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        isTaking = !this.#socket.destroyed;
        continue;
      }
      isTaking = await this.#tell(cut);
      told = cut;
    }
    deaf();
    this.#socket.destroy();
  }

  async #tell(cut: SessionCut): Promise<boolean> {
    if (this.#series && !(await this.#tellSeries(cut.series))) return false;
    for (const [file, text] of cut.documents) {
      if (this.#documents.get(file) === text) continue;
      this.#documents.set(file, text);
      if (!(await this.#send({ kind: "document", file, text }))) return false;
    }
    return this.#send({ kind: "cut", seq: cut.seq, series: this.#series ? cut.series : [] });
  }

  async #tellSeries(series: readonly SeriesStand[]): Promise<boolean> {
    const isFirst = this.#ends.size === 0;
    if (isFirst && !(await this.#tellOrigin())) return false;
    for (const stand of series) {
      const { file, identity, length } = stand;
      const known = this.#ends.get(file);
      const begin = isFirst && isJournal(file) ? Math.max(0, length - LOG_BYTES) : 0;
      let end = known?.identity === identity ? known.end : begin;
      while (end < length) {
        const bytes = this.#feed.readRange(file, end, Math.min(PART_BYTES, length - end));
        if (bytes.length === 0) return false;
        if (!(await this.#send({ kind: "lines", file, identity, offset: end, isHead: false, bytes }))) return false;
        end += bytes.length;
      }
      this.#ends.set(file, { identity, end });
    }
    return true;
  }

  async #tellOrigin(): Promise<boolean> {
    const origin = this.#feed.origin();
    if (origin === null) return true;
    const { file, identity } = origin.stand;
    return this.#send({ kind: "lines", file, identity, offset: 0, isHead: true, bytes: origin.line });
  }

  #send(frame: SessionFrame): Promise<boolean> {
    this.#n += 1;
    return this.#write(encodeFrame(this.#n, frame));
  }

  /** False once the screen is gone. Whether or not it keeps up, others get their turn. */
  async #write(bytes: Buffer): Promise<boolean> {
    if (this.#socket.destroyed) return false;
    if (!this.#socket.write(bytes)) await this.#drained();
    await yieldToEventLoop();
    return !this.#socket.destroyed;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const over = new AbortController();
      const done = (): void => {
        over.abort();
        this.#socket.off("drain", done).off("close", done);
        resolve();
      };
      this.#socket.once("drain", done).once("close", done);
      void this.#clock.sleep(PATIENCE_MS, over.signal).then(() => {
        if (!over.signal.aborted) this.#socket.destroy();
      });
    });
  }
}
