import { DepthChanges } from "./depth-changes.js";
import type { DepthDelta } from "./depth-chain.js";
import { depthFrame } from "./market-frames.js";
import type { ServedMarket } from "./served-market.js";
import type { StreamHub } from "./stream-hub.js";
import type { StreamTopic } from "./stream-topic.js";

type DepthTopic = Extract<StreamTopic, { kind: "depth" }>;

/** The fastest speed of the venue: every difference goes out by itself. */
const FASTEST_MS = 100;
/** What nobody has subscribed to is forgotten once it holds so many levels. */
const MOST_UNHEARD = 2_000;

/** Publishes the differences of the books: at full speed one by one, slower ones put together, each with its own chain. */
export class DepthPublisher {
  readonly #market: ServedMarket;
  readonly #hub: StreamHub;
  readonly #gathered = new Map<string, Gathered>();
  readonly #gaps = new Set<string>();

  constructor(market: ServedMarket, hub: StreamHub) {
    this.#market = market;
    this.#hub = hub;
  }

  /** The next difference of this symbol is lost for everybody. */
  loseNext(symbol: string): void {
    this.#gaps.add(symbol);
  }

  tick(topics: readonly StreamTopic[], wallMs: number): void {
    const wanted = topics.filter((topic) => topic.kind === "depth");
    this.#forgetAllBut(wanted);
    const symbols = new Set(wanted.map((topic) => topic.symbol));
    for (const symbol of this.#market.symbols()) {
      if (this.#market.isRecorded(symbol)) continue;
      if (!symbols.has(symbol) && this.#market.chain(symbol).pendingCount < MOST_UNHEARD) continue;
      const chain = this.#market.depth(symbol);
      for (const topic of wanted) if (topic.symbol === symbol) this.#gatheredOf(topic, chain.publishedId, wallMs);
      const delta = chain.next();
      if (delta !== null) this.publish(symbol, delta, null);
    }
    for (const topic of wanted) this.#flush(topic, wallMs);
  }

  /** `recorded`: the frame's own bytes. */
  publish(symbol: string, delta: DepthDelta, recorded: string | null): void {
    const isLost = this.#gaps.delete(symbol);
    const atMs = this.#market.time.nowMs();
    for (const topic of this.#hub.topics()) {
      if (topic.kind !== "depth" || topic.symbol !== symbol) continue;
      if (topic.everyMs > FASTEST_MS) this.#gather(topic, delta, isLost);
      else if (!isLost) {
        this.#hub.publish(topic.stream, recorded ?? JSON.stringify(depthFrame(symbol, atMs, delta)));
      }
    }
  }

  #gather(topic: DepthTopic, delta: DepthDelta, isLost: boolean): void {
    const gathered = this.#gatheredOf(topic, delta.pu, 0);
    if (isLost) gathered.skip(delta);
    else gathered.add(delta);
  }

  #flush(topic: DepthTopic, wallMs: number): void {
    const gathered = this.#gathered.get(topic.stream);
    if (gathered === undefined || wallMs < gathered.dueMs) return;
    gathered.dueMs = wallMs + topic.everyMs;
    const delta = gathered.take();
    if (delta === null) return;
    this.#hub.publish(topic.stream, JSON.stringify(depthFrame(topic.symbol, this.#market.time.nowMs(), delta)));
  }

  #gatheredOf(topic: DepthTopic, publishedId: number, wallMs: number): Gathered {
    const known = this.#gathered.get(topic.stream);
    if (known !== undefined) return known;
    const gathered = new Gathered(publishedId, wallMs);
    this.#gathered.set(topic.stream, gathered);
    return gathered;
  }

  #forgetAllBut(wanted: readonly StreamTopic[]): void {
    const streams = new Set(wanted.map(({ stream }) => stream));
    for (const stream of this.#gathered.keys()) if (!streams.has(stream)) this.#gathered.delete(stream);
  }
}

/** Differences of one slower stream since its last frame. */
class Gathered {
  #pu: number;
  #first: number | null = null;
  #u: number;
  #changes = new DepthChanges();

  constructor(
    publishedId: number,
    public dueMs: number,
  ) {
    this.#pu = this.#u = publishedId;
  }

  add(delta: DepthDelta): void {
    this.#first ??= delta.U;
    this.#u = delta.u;
    this.#changes.note(delta.b, delta.a);
  }

  /** Lost: the next frame says that one came before it that nobody has seen. */
  skip(delta: DepthDelta): void {
    this.#pu = this.#u = delta.u;
    this.#first = null;
    this.#changes = new DepthChanges();
  }

  take(): DepthDelta | null {
    if (this.#first === null) return null;
    const { bids, asks } = this.#changes.latest();
    const delta = { U: this.#first, u: this.#u, pu: this.#pu, b: bids, a: asks };
    this.#pu = this.#u;
    this.#first = null;
    this.#changes = new DepthChanges();
    return delta;
  }
}
