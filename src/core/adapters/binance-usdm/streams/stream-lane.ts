import type { Clock } from "../../../lib/clock.js";
import type { Rng } from "../../../lib/rng.js";
import { BackOff, type BackOffTimes } from "../../ccxt/back-off.js";
import type { ConnectBudget } from "../../ccxt/connect-budget.js";
import type { Freshness } from "./freshness.js";
import { parseMarketFrame } from "./market-frames.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { MarketFrame, MarketLink, MarketSockets, StreamRequest } from "../../ccxt/market-types.js";

export interface LaneDeps {
  readonly sockets: MarketSockets;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
  readonly backOff: BackOffTimes;
  readonly stableAfterMs: number;
  readonly parse?: (message: unknown) => MarketFrame | null;
}

export interface LaneListener {
  onFrame(frame: MarketFrame): void;
  /** Nothing joins on to what came before. */
  onBroken(reason: string): void;
}

/** A kind of stream that always speaks is stuck when one symbol of it says nothing for so many limits. */
const LIMITS_OF_PATIENCE = 3;

/** Keeps one kind of stream connected: connects, reads, and connects again when it ends or falls silent. */
export class StreamLane {
  /** Why there is no connection; null while there is one. */
  trouble: string | null = "not connected yet";
  readonly firstAttempt: Promise<void>;
  #tellFirst: () => void = () => undefined;
  #link: MarketLink | null = null;
  #openedAtMs = 0;
  /** When the last frame of each symbol came over this connection, of use or not. */
  readonly #framesAtMs = new Map<string, number>();

  constructor(
    readonly request: StreamRequest,
    readonly freshness: Freshness,
    readonly deps: LaneDeps,
    readonly listener: LaneListener,
  ) {
    this.firstAttempt = new Promise((resolve) => (this.#tellFirst = resolve));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { sockets, clock, rng, budget, stableAfterMs } = this.deps;
    const backOff = new BackOff(this.deps.backOff, rng);
    while (!isStopped(signal)) {
      await budget.take(signal);
      if (isStopped(signal)) break;
      this.#openedAtMs = clock.monotonicMs();
      this.#link = sockets.open(this.request, {
        onOpen: () => {
          this.trouble = null;
          this.#openedAtMs = clock.monotonicMs();
          this.#framesAtMs.clear();
          this.#tellFirst();
        },
        onMessage: (message) => this.#take(message),
      });
      const link = this.#link;
      const stop = (): void => link.end("closed by us");
      signal.addEventListener("abort", stop, { once: true });
      const reason = await link.ended;
      signal.removeEventListener("abort", stop);
      this.#tellFirst();
      if (isStopped(signal)) break;
      this.trouble = reason;
      this.listener.onBroken(reason);
      if (clock.monotonicMs() - this.#openedAtMs >= stableAfterMs) backOff.reset();
      await clock.sleep(backOff.nextMs(), signal);
    }
    this.#tellFirst();
  }

  /** Ends a connection that is there but says nothing. */
  check(nowMs: number): void {
    const { freshness, request } = this;
    freshness.check(nowMs, this.trouble);
    if (this.#link === null || this.trouble !== null) return;
    const silences = request.symbols.map((symbol) => nowMs - (this.#framesAtMs.get(symbol) ?? this.#openedAtMs));
    const leastMs = Math.min(...silences);
    const mostMs = Math.max(...silences);
    const alwaysSpeaks = request.kind === "marks" || request.kind === "book";
    const isStuck = alwaysSpeaks && mostMs >= LIMITS_OF_PATIENCE * freshness.limitMs;
    if (leastMs < freshness.limitMs && !isStuck) return;
    this.#link.end(`the connection is open but silent for ${Math.round(isStuck ? mostMs : leastMs)} ms`);
  }

  #take(message: unknown): void {
    const frame = (this.deps.parse ?? parseMarketFrame)(message);
    if (frame?.kind !== this.request.kind || !this.request.symbols.includes(frame.symbol)) return;
    this.#framesAtMs.set(frame.symbol, this.deps.clock.monotonicMs());
    this.listener.onFrame(frame);
  }
}
