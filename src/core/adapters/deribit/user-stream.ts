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
import type { DeribitClient } from "./client.js";
import type { Contracts } from "./contracts.js";
import type { HostGuard } from "./host-guard.js";
import { readListings } from "./instruments.js";
import { signedGrant } from "./sign.js";
import { UserFacts } from "./user-facts.js";
import { CHANNEL, decodeFrame } from "./user-frames.js";

/** Wall times. A beat is at least 10 s long at the venue ("set_heartbeat", 2026-11). */
export interface UserStreamTimes extends WatchTimes, StreamTimes {
  readonly handshakeMs: number;
}

export const USER_STREAM_TIMES: UserStreamTimes = {
  handshakeMs: 10 * SECOND_MS,
  probeEveryMs: 10 * SECOND_MS,
  probeAnswerMs: 10 * SECOND_MS,
  // Each probe is answered, so silence is a dead connection whatever lives at the venue.
  silenceMs: 45 * SECOND_MS,
  stableAfterMs: MINUTE_MS,
  backOff: { firstMs: 500, maxMs: 30 * SECOND_MS },
};

export interface UserStreamDeps {
  readonly guard: HostGuard;
  readonly client: DeribitClient;
  readonly contracts: Contracts;
  readonly account: string;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
  readonly times?: Partial<UserStreamTimes>;
}

/** Ids of our questions on the socket; a probe's answer is looked at by nobody. */
const ID = { auth: 1, heartbeat: 2, subscribe: 3, probe: 4 } as const;
const BEAT_SECONDS = 10;

const request = (id: number, method: string, params: object): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });
const PROBE = request(ID.probe, "public/test", {});
const HEARTBEAT = request(ID.heartbeat, "public/set_heartbeat", { interval: BEAT_SECONDS });
const SUBSCRIBE = request(ID.subscribe, "private/subscribe", { channels: [CHANNEL] });

/** The private stream of one account: one socket that is logged in, beats, and follows all changes of orders. */
export class UserStream {
  readonly #times: UserStreamTimes;
  readonly #facts: UserFacts;
  readonly #stream: PrivateStream;
  #logins = 0;

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

  async #live(stream: LiveStream): Promise<string> {
    const { contracts, client, clock } = this.deps;
    const known = contracts.isEmpty ? await readListings(client, contracts) : null;
    if (known?.ok === false) return `no list of contracts: ${known.error.reason}`;
    const socket = await this.#open(stream);
    if (typeof socket === "string") return socket;
    if (isStopped(stream.stop)) return "closed by us";
    stream.up();
    const over = new AbortController();
    const watch = watchSocket(
      { socket: probedBy(socket, PROBE), clock, ordersLive: () => true, times: this.#times },
      over.signal,
    );
    const ending = await Promise.race([socket.ended, watch]);
    over.abort();
    return ending ?? "closed by us";
  }

  /** A socket that is logged in and subscribed, or why there is none. */
  async #open(stream: LiveStream): Promise<PrivateSocket | string> {
    const { guard, clock, budget } = this.deps;
    await budget.take(stream.stop);
    if (isStopped(stream.stop)) return "closed by us";
    const url = `${guard.endpoints.ws}/ws/api/v2`;
    guard.check(url, true);
    let tellReady: () => void = () => undefined;
    const ready = new Promise<null>((resolve) => (tellReady = () => resolve(null)));
    const socket: PrivateSocket = new PrivateSocket(
      url,
      { handshakeMs: this.#times.handshakeMs, monotonicMs: () => clock.monotonicMs() },
      {
        onOpen: () => socket.send(this.#login()),
        onFrame: (text) => {
          this.#hear(text, { socket, stream, tellReady });
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

  #hear(text: string, { socket, stream, tellReady }: Hearing): void {
    const frame = decodeFrame(text);
    switch (frame.kind) {
      case "unreadable":
        socket.end(frame.reason);
        return;
      case "test_request":
        socket.send(PROBE);
        return;
      case "changes":
        stream.tell(() => this.#facts.of(frame.changes));
        return;
      case "nothing":
        return;
      case "answer":
        if (frame.problem !== null) socket.end(`the private stream was refused: ${frame.problem}`);
        else if (frame.id === ID.auth) for (const question of [HEARTBEAT, SUBSCRIBE]) socket.send(question);
        else if (frame.id === ID.subscribe) {
          // A channel that was not taken is left out of the answer without a word.
          if (isSubscribed(frame.result)) tellReady();
          else socket.end("the private channel was not subscribed");
        }
    }
  }

  #login(): string {
    const { client, venueClock } = this.deps;
    this.#logins += 1;
    const nonce = `s${String(this.#logins)}`;
    const { timestamp, ...grant } = signedGrant(present(client.credentials, "credentials"), {
      nowMs: venueClock.nowMs(),
      nonce,
    });
    return request(ID.auth, "public/auth", { ...grant, timestamp: Number(timestamp) });
  }
}

interface Hearing {
  readonly socket: PrivateSocket;
  readonly stream: LiveStream;
  readonly tellReady: () => void;
}

function isSubscribed(result: unknown): boolean {
  return Array.isArray(result) && result.includes(CHANNEL);
}
