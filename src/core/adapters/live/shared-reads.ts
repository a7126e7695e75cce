import { compareDec, ZERO } from "../../lib/decimal.js";
import { fillGap, type GapFilled } from "./gap-filler.js";
import type { LiveContext } from "./live-context.js";
import { SharedQuestion } from "./shared-question.js";

/** Shortest wall time between two reads of the same: whoever resolves an order asks again after pauses of up to 5 s. */
const EVERY_MS = 2_000;

type SharedReadsOptions = Pick<LiveContext, "clock" | "closing"> & {
  readonly gateway: Pick<LiveContext["gateway"], "positions">;
  /** Asked when there is something to read, and whole by then. */
  readonly context: () => LiveContext;
};

/**
 * What all look at who find out what became of an order: after a venue has hung there are many of them, and a read of their own
 * for each would use up the minute's weight. Positions weigh 5, a snapshot 90.
 */
export class SharedReads {
  readonly #positions: SharedQuestion<Awaited<ReturnType<LiveContext["gateway"]["positions"]>>>;
  /** As many as the symbols of the session's orders. */
  readonly #trades = new Map<string, SharedQuestion<GapFilled | null>>();

  constructor(readonly options: SharedReadsOptions) {
    this.#positions = this.#shared(() => options.gateway.positions());
  }

  /** Books the trades of a symbol that nobody told; false where the venue did not answer. */
  async readTrades(symbol: string): Promise<boolean> {
    const known = this.#trades.get(symbol);
    const question = known ?? this.#shared(() => fillGap(this.options.context(), { symbol, urgent: true }));
    if (known === undefined) this.#trades.set(symbol, question);
    return (await question.ask()) !== null;
  }

  /** Whether the venue holds of a symbol what the books say; false also where it did not answer. */
  async holdsWhatWeThink(symbol: string): Promise<boolean> {
    const answer = await this.#positions.ask();
    if (!answer.ok) return false;
    const theirs = answer.value.find((position) => position.symbol === symbol)?.qty ?? ZERO;
    return compareDec(theirs, this.options.context().holding(symbol)) === 0;
  }

  #shared<T>(ask: () => Promise<T>): SharedQuestion<T> {
    const { clock, closing } = this.options;
    return new SharedQuestion({ clock, closing, ask, everyMs: EVERY_MS });
  }
}
