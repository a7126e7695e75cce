import type { Clock } from "../../lib/clock.js";
import { SECOND_MS } from "../../lib/time.js";
import type { LinkListener, MarketFrame, MarketLink, MarketSockets, StreamRequest } from "../ccxt/market-types.js";
import { isStopped } from "../ccxt/is-stopped.js";
import { PrivateSocket } from "../ccxt/private-socket.js";
import { plainText } from "../ccxt/wire-fields.js";
import type { Contracts } from "./contracts.js";
import type { HostGuard } from "./host-guard.js";
import { barName, indexOf, MarketTranslator } from "./market-frames.js";

interface SocketDeps {
  readonly guard: HostGuard;
  readonly contracts: Contracts;
  /** Learns the venue's contracts; why they can't be known, or null. */
  readonly learn: () => Promise<string | null>;
  readonly clock: Clock;
}

interface Subscription {
  readonly channel: string;
  readonly instId: string;
}

/** The venue cuts a socket that was silent for 30 s in both directions (docs-v5, overview, 2026-06). */
const PING_EVERY_MS = 15 * SECOND_MS;
const HANDSHAKE_MS = 10 * SECOND_MS;

/** Public streams over sockets of our own: what they hand over are frames of the feed. */
export class OkxMarketSockets implements MarketSockets {
  constructor(readonly deps: SocketDeps) {}

  open(request: StreamRequest, listener: LinkListener): MarketLink {
    const over = new AbortController();
    let resolveEnded: (reason: string) => void = () => undefined;
    const ended = new Promise<string>((resolve) => (resolveEnded = resolve));
    const parts: { socket: PrivateSocket | null } = { socket: null };
    const end = (reason: string): void => {
      if (isStopped(over.signal)) return;
      over.abort();
      resolveEnded(reason);
      parts.socket?.end(reason);
    };
    void this.#connect(request, listener, end, over.signal).then((socket) => {
      if (socket === null) return;
      if (isStopped(over.signal)) socket.end("closed by us");
      parts.socket = socket;
      void socket.ended.then(end);
      void this.#ping(socket, over.signal);
    });
    return { ended, end };
  }

  async #connect(
    request: StreamRequest,
    listener: LinkListener,
    end: (reason: string) => void,
    signal: AbortSignal,
  ): Promise<PrivateSocket | null> {
    const { guard, contracts, clock } = this.deps;
    const problem = contracts.isEmpty ? await this.deps.learn() : null;
    if (problem !== null) end(`no list of contracts: ${problem}`);
    if (isStopped(signal)) return null;
    const args = subscriptions(request, contracts);
    const url = `${guard.endpoints.ws}/ws/v5/${request.kind === "bars" ? "business" : "public"}`;
    guard.check(url, false);
    const reader = new FrameReader(contracts, args.length, listener, end);
    const socket: PrivateSocket = new PrivateSocket(
      url,
      { handshakeMs: HANDSHAKE_MS, monotonicMs: () => clock.monotonicMs() },
      {
        onOpen: () => socket.send(JSON.stringify({ op: "subscribe", args })),
        onFrame: (text) => {
          reader.take(text);
        },
      },
    );
    return socket;
  }

  async #ping(socket: PrivateSocket, signal: AbortSignal): Promise<void> {
    while (!isStopped(signal)) {
      await this.deps.clock.sleep(PING_EVERY_MS, signal);
      if (!isStopped(signal)) socket.send("ping");
    }
  }
}

/** What one connection says, in the order in which it says it. */
class FrameReader {
  readonly #translator: MarketTranslator;
  /** Number of the newest change of each book. */
  readonly #lastId = new Map<string, number>();
  #awaited: number;

  constructor(
    contracts: Contracts,
    awaited: number,
    readonly listener: LinkListener,
    readonly end: (reason: string) => void,
  ) {
    this.#translator = new MarketTranslator(contracts);
    this.#awaited = awaited;
  }

  take(text: string): void {
    if (text === "pong") return;
    const message = jsonOf(text);
    if (message === undefined) {
      this.end("a frame is no JSON");
      return;
    }
    const { event } = message;
    if (event === "error")
      this.end(plainText(`the venue refused: ${String(message["code"])} ${String(message["msg"])}`));
    else if (event === "subscribe") this.#subscribed();
    else for (const frame of this.#translator.framesOf(message)) this.#hand(frame);
  }

  #subscribed(): void {
    this.#awaited -= 1;
    if (this.#awaited === 0) this.listener.onOpen();
  }

  /** A hole in the numbers of a book is mended by a new subscription alone: its first frame is the whole book. */
  #hand(frame: MarketFrame): void {
    if (frame.kind === "book") {
      const { symbol, diff } = frame;
      const known = this.#lastId.get(symbol);
      const follows = diff.isSnapshot === true || (diff.previousId === known && diff.lastId >= diff.previousId);
      if (!follows) {
        this.end(`gap in the order book of ${symbol}: ${String(diff.previousId)} follows ${String(known)}`);
        return;
      }
      this.#lastId.set(symbol, diff.lastId);
    }
    this.listener.onMessage(frame);
  }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const parsed = parseJsonOrNothing(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined;
}

function parseJsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function subscriptions({ kind, symbols, interval }: StreamRequest, contracts: Contracts): readonly Subscription[] {
  const known = symbols.flatMap((symbol) => contracts.bySymbol(symbol) ?? []);
  const each = (channel: string): readonly Subscription[] => known.map(({ instId }) => ({ channel, instId }));
  switch (kind) {
    case "bars":
      return each(`candle${barName(interval) ?? interval}`);
    case "book":
      return each("books");
    case "trades":
      return each("trades");
    case "marks": {
      const indices = [...new Set(known.map(indexOf))].map((instId) => ({ channel: "index-tickers", instId }));
      return [...each("mark-price"), ...indices, ...each("funding-rate")];
    }
  }
}
