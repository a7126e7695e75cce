import type { Clock } from "../../../lib/clock.js";
import { invariant } from "../../../lib/invariant.js";
import { BackOff } from "../../ccxt/back-off.js";
import { FrameTranslator } from "./frame-translator.js";
import { watchSocket } from "../../ccxt/watch-socket.js";
import { keepKey } from "./private-watch.js";
import { PrivateSocket } from "../../ccxt/private-socket.js";
import type { UserStreamListener } from "../../../ports/venue-gateway.js";
import { tellListener } from "./user-facts.js";
import { USER_EVENTS } from "./user-frames.js";
import { USER_STREAM_TIMES, type UserStreamDeps, type UserStreamTimes } from "./user-stream-options.js";
import { isStopped } from "../../ccxt/is-stopped.js";

/** A socket that is open, and the key it was opened with. */
interface Link {
  readonly socket: PrivateSocket;
  readonly key: string;
}

type Opened =
  { readonly ok: true; readonly link: Link } | { readonly ok: false; readonly reason: string; readonly waitMs: number };

const ROTATE = Symbol("rotate");

/**
 * The private stream of one account: it keeps a listen key and a socket alive, tells each event once and says when
 * events may have been lost. The venue numbers nothing, so after every `onDown` the books must be filled by REST.
 */
export class UserStream {
  readonly translator: FrameTranslator;
  readonly #times: UserStreamTimes;
  readonly #backOff: BackOff;
  readonly #stop = new AbortController();
  #listener: UserStreamListener | null = null;
  #running: Promise<void> = Promise.resolve();
  #state: "starting" | "up" | "down" = "starting";
  /** Venue time up to which nothing can have been missed. */
  #completeUntilMs = 0;
  #socket: PrivateSocket | null = null;
  /** All that are not over: two while one replaces the other. */
  readonly #sockets = new Set<PrivateSocket>();
  /** What is waited for at the moment. */
  #phase = new AbortController();

  constructor(readonly deps: UserStreamDeps) {
    this.translator = new FrameTranslator(deps.names);
    this.#times = { ...USER_STREAM_TIMES, ...deps.times };
    this.#backOff = new BackOff(this.#times.backOff, deps.rng);
  }

  follow(listener: UserStreamListener): void {
    invariant(this.#listener === null, "a private stream has one listener");
    this.#listener = listener;
    this.#completeUntilMs = this.deps.venueClock.nowMs();
    this.#running = this.#run(listener);
  }

  /** For whoever learns by REST of something that the stream should have told: a new key and a new socket. */
  restart(reason: string): void {
    this.#socket?.end(reason);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#phase.abort();
    for (const socket of this.#sockets) socket.close("closed by us");
    await this.#running;
  }

  async #run(listener: UserStreamListener): Promise<void> {
    const { clock } = this.deps;
    const { signal } = this.#stop;
    while (!isStopped(signal)) {
      const opened = await this.#open(() => this.#up(listener));
      if (isStopped(signal)) break;
      if (!opened.ok) {
        this.#down(listener, opened.reason);
        await clock.sleep(Math.max(opened.waitMs, this.#backOff.nextMs()), signal);
        continue;
      }
      const sinceMs = clock.monotonicMs();
      const reason = await this.#live(opened.link);
      if (isStopped(signal)) break;
      this.#down(listener, reason);
      if (clock.monotonicMs() - sinceMs >= this.#times.stableAfterMs) this.#backOff.reset();
      await clock.sleep(this.#backOff.nextMs(), signal);
    }
  }

  /** A key and an open socket. `onOpen` runs before the first frame of that socket can. */
  async #open(onOpen: () => void): Promise<Opened> {
    const { keys, budget, wsBase, checkUrl, clock } = this.deps;
    await budget.take(this.#stop.signal);
    const created = isStopped(this.#stop.signal) ? null : await keys.create();
    if (created === null || isStopped(this.#stop.signal)) return { ok: false, reason: "closed by us", waitMs: 0 };
    if (!created.ok)
      return { ok: false, reason: `no listen key: ${created.error.reason}`, waitMs: created.error.retryAfterMs ?? 0 };
    const key = created.value;
    const url = `${wsBase}/private/ws?listenKey=${encodeURIComponent(key)}&events=${USER_EVENTS.join("/")}`;
    checkUrl(url);
    let tellOpen: () => void = () => undefined;
    const isOpen = new Promise<null>((resolve) => (tellOpen = () => resolve(null)));
    const socket = new PrivateSocket(
      url,
      { handshakeMs: this.#times.handshakeMs, monotonicMs: () => clock.monotonicMs() },
      {
        onOpen: () => {
          onOpen();
          tellOpen();
        },
        onFrame: (text) => this.#take(text, socket),
      },
    );
    this.#sockets.add(socket);
    void socket.ended.then(() => this.#sockets.delete(socket));
    const failure = await Promise.race([isOpen, socket.ended]);
    return failure === null ? { ok: true, link: { socket, key } } : { ok: false, reason: failure, waitMs: 0 };
  }

  /** Until the stream is broken; a socket that grows old is replaced without a gap meanwhile. */
  async #live(first: Link): Promise<string> {
    let link = first;
    let rotateInMs = this.#times.rotateAfterMs;
    for (;;) {
      this.#socket = link.socket;
      const ending = await this.#untilBrokenOrOld(link, rotateInMs);
      if (ending !== ROTATE) {
        link.socket.end(ending);
        return ending;
      }
      const next = await this.#open(() => undefined);
      if (link.socket.hasEnded()) {
        // The old one died before the new one was open: what came between is lost.
        if (next.ok) next.link.socket.end("superseded");
        return link.socket.ended;
      }
      if (!next.ok) {
        rotateInMs = Math.max(next.waitMs, this.#backOff.nextMs());
        continue;
      }
      await this.#overlap(link, next.link);
      if (next.link.socket.hasEnded() && !link.socket.hasEnded()) {
        rotateInMs = this.#backOff.nextMs();
        continue;
      }
      link.socket.close("replaced by a younger socket");
      link = next.link;
      rotateInMs = this.#times.rotateAfterMs;
    }
  }

  async #overlap(old: Link, young: Link): Promise<void> {
    const phase = this.#newPhase();
    const slept = this.deps.clock.sleep(this.#times.overlapMs, phase.signal);
    await Promise.race([slept, old.socket.ended, young.socket.ended]);
    phase.abort();
  }

  async #untilBrokenOrOld({ socket, key }: Link, rotateInMs: number): Promise<string | typeof ROTATE> {
    const { clock, keys, ordersLive } = this.deps;
    const phase = this.#newPhase();
    const { signal } = phase;
    const ending = await Promise.race([
      socket.ended,
      keepKey({ key, keys, clock, times: this.#times }, signal),
      watchSocket({ socket, clock, ordersLive, times: this.#times }, signal),
      sleepUnlessStopped(clock, rotateInMs, signal),
    ]);
    phase.abort();
    return ending ?? (isStopped(this.#stop.signal) ? "closed by us" : ROTATE);
  }

  /** Whoever waits in it stops when it ends, or when the stream is closed. */
  #newPhase(): AbortController {
    this.#phase = new AbortController();
    if (isStopped(this.#stop.signal)) this.#phase.abort();
    return this.#phase;
  }

  #take(text: string, socket: PrivateSocket): void {
    const listener = this.#listener;
    if (listener === null || this.#state !== "up" || isStopped(this.#stop.signal)) return;
    const translation = this.translator.translate(text);
    switch (translation.kind) {
      case "nothing":
        return;
      case "key_expired":
        socket.end("the venue let the listen key expire");
        return;
      case "unreadable":
        socket.end(translation.reason);
        return;
      case "facts":
        this.#completeUntilMs = Math.max(
          this.#completeUntilMs,
          Math.min(translation.atMs, this.deps.venueClock.nowMs()),
        );
        for (const fact of translation.facts) tellListener(listener, this.deps.notices, fact);
    }
  }

  #up(listener: UserStreamListener): void {
    this.#state = "up";
    this.#completeUntilMs = Math.max(this.#completeUntilMs, this.deps.venueClock.nowMs());
    listener.onUp();
  }

  #down(listener: UserStreamListener, reason: string): void {
    if (this.#state === "down") return;
    this.#state = "down";
    listener.onDown(reason, this.#completeUntilMs);
  }
}

async function sleepUnlessStopped(clock: Clock, durationMs: number, signal: AbortSignal): Promise<null> {
  await clock.sleep(durationMs, signal);
  return null;
}
