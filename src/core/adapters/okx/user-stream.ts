import type { Clock } from "../../lib/clock.js";
import { present } from "../../lib/invariant.js";
import type { Rng } from "../../lib/rng.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { UserStreamListener } from "../../ports/venue-gateway.js";
import type { ConnectBudget } from "../ccxt/connect-budget.js";
import { isStopped } from "../ccxt/is-stopped.js";
import { PrivateSocket } from "../ccxt/private-socket.js";
import { type LiveStream, PrivateStream, type StreamTimes } from "../ccxt/private-stream.js";
import { probedBy, watchSocket, type WatchTimes } from "../ccxt/watch-socket.js";
import type { OkxClient } from "./client.js";
import type { Contracts } from "./contracts.js";
import type { HostGuard } from "./host-guard.js";
import { readSwaps } from "./instruments.js";
import { loginMessage } from "./sign.js";
import { UserFacts } from "./user-facts.js";
import { CHANNELS, decodeFrame } from "./user-frames.js";

/** Wall times. The venue cuts a socket that was silent for 30 s in both directions (docs-v5, overview, 2026-06). */
export interface UserStreamTimes extends WatchTimes, StreamTimes {
  readonly handshakeMs: number;
}

export const USER_STREAM_TIMES: UserStreamTimes = {
  handshakeMs: 10 * SECOND_MS,
  probeEveryMs: 10 * SECOND_MS,
  probeAnswerMs: 10 * SECOND_MS,
  // Each probe is answered by a text, so silence is a dead connection whatever lives at the venue.
  silenceMs: 45 * SECOND_MS,
  stableAfterMs: MINUTE_MS,
  backOff: { firstMs: 500, maxMs: 30 * SECOND_MS },
};

export interface UserStreamDeps {
  readonly guard: HostGuard;
  readonly client: OkxClient;
  readonly contracts: Contracts;
  readonly account: string;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
  readonly times?: Partial<UserStreamTimes>;
}

type Path = keyof typeof CHANNELS;

/**
 * The private stream of one account: two sockets, one for orders and money, one for conditional orders, each logged in and
 * subscribed. It is up while both are; whatever ends one ends both. The venue numbers nothing, so after every `onDown` the
 * books must be filled by REST.
 */
export class UserStream {
  readonly #times: UserStreamTimes;
  readonly #facts: UserFacts;
  readonly #stream: PrivateStream;

  constructor(readonly deps: UserStreamDeps) {
    this.#times = { ...USER_STREAM_TIMES, ...deps.times };
    this.#facts = new UserFacts(deps.contracts, deps.account);
    this.#stream = new PrivateStream({ ...deps, times: this.#times, live: (stream) => this.#live(stream) });
  }

  follow(listener: UserStreamListener): void {
    this.#stream.follow(listener);
  }

  close(): Promise<void> {
    return this.#stream.close();
  }

  /** Opens both sockets, and says why they are over. */
  async #live(stream: LiveStream): Promise<string> {
    const known = this.deps.contracts.isEmpty ? await readSwaps(this.deps.client, this.deps.contracts) : null;
    if (known?.ok === false) return `no list of contracts: ${known.error.reason}`;
    const open = await Promise.all([this.#open(stream, "private"), this.#open(stream, "business")]);
    const failure = open.find((each) => typeof each === "string");
    if (failure !== undefined) return failure;
    if (isStopped(stream.stop)) return "closed by us";
    const sockets = open.filter((each) => typeof each !== "string");
    if (sockets.some((socket) => socket.hasEnded())) return "ended while the other opened";
    stream.up();
    return this.#untilBroken(sockets);
  }

  async #untilBroken(sockets: readonly PrivateSocket[]): Promise<string> {
    const { clock } = this.deps;
    const over = new AbortController();
    const watches = sockets.map((socket) =>
      watchSocket({ socket: probedBy(socket, "ping"), clock, ordersLive: () => true, times: this.#times }, over.signal),
    );
    const ending = await Promise.race([...sockets.map(({ ended }) => ended), ...watches]);
    over.abort();
    return ending ?? "closed by us";
  }

  /** A socket that is logged in and subscribed, or why there is none. */
  async #open(stream: LiveStream, path: Path): Promise<PrivateSocket | string> {
    const { guard, client, clock, venueClock, budget } = this.deps;
    await budget.take(stream.stop);
    if (isStopped(stream.stop)) return "closed by us";
    const url = `${guard.endpoints.ws}/ws/v5/${path}`;
    guard.check(url, true);
    let awaited: number = CHANNELS[path].length;
    let tellReady: () => void = () => undefined;
    const ready = new Promise<null>((resolve) => (tellReady = () => resolve(null)));
    const subscribe = JSON.stringify({ op: "subscribe", args: CHANNELS[path] });
    const socket: PrivateSocket = new PrivateSocket(
      url,
      { handshakeMs: this.#times.handshakeMs, monotonicMs: () => clock.monotonicMs() },
      {
        onOpen: () => socket.send(loginMessage(present(client.credentials, "credentials"), venueClock.nowMs())),
        onFrame: (text) => {
          const frame = decodeFrame(text);
          if (frame.kind === "unreadable") socket.end(frame.reason);
          else if (frame.kind === "data") stream.tell(() => this.#facts.of(frame.frame));
          else if (frame.kind === "nothing") return;
          else if (frame.event === "login" && frame.code === "0") socket.send(subscribe);
          else if (frame.event === "subscribe") awaited -= 1;
          else if (frame.event !== "channel-conn-count") socket.end(`${frame.event} ${frame.code} ${frame.message}`);
          if (awaited === 0) tellReady();
        },
      },
    );
    stream.adopt(socket);
    const late = new AbortController();
    const timeOut = clock.sleep(this.#times.handshakeMs, late.signal).then(() => "no login in time");
    const failure = await Promise.race([ready, socket.ended, timeOut]);
    late.abort();
    return failure ?? socket;
  }
}
