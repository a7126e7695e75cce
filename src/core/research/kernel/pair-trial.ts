import { present } from "../../lib/invariant.js";
import type { PairTerms } from "../../domain/pair.js";
import type { HeldPair, Pair, PairSignal } from "../../strategies/pair-definition.js";
import type { RunExtras } from "./momentum-run.js";
import { StrategyAccount } from "./strategy-account.js";
import { LEAVE, StrategyLeg } from "./strategy-leg.js";
import type { AnyPairStrategy, StrategyFeed } from "./strategy-feed.js";
import type { TrialGround } from "./strategy-trial.js";
import { type Tally, tallyTrade } from "./tally.js";
import { TrialClock } from "./trial-clock.js";

/** What one combination holds of one pair. */
interface PairBook {
  readonly pair: Pair;
  readonly legs: readonly [StrategyLeg, StrategyLeg];
  readonly ask: (held: HeldPair | null) => PairSignal;
  /** Null while nothing is held or on its way. */
  terms: PairTerms | null;
  openedAtMs: number;
  profit: number;
  /** Zone that a pair which is over waits for its spread to leave. */
  wait: number;
}

/** One combination of a strategy on pairs: both legs of a pair open together and go together. */
export class PairTrial {
  readonly #account: StrategyAccount;
  readonly #books: readonly PairBook[];
  readonly #clock: TrialClock;
  readonly #barMs: number;

  constructor(
    readonly ground: TrialGround,
    of: {
      readonly definition: AnyPairStrategy;
      readonly params: unknown;
      readonly pairs: readonly Pair[];
      readonly feeds: readonly StrategyFeed[];
    },
    extras: RunExtras,
  ) {
    const { definition, params, pairs, feeds } = of;
    const account = new StrategyAccount(ground.terms.navStart);
    this.#account = account;
    this.#barMs = definition.barMs;
    this.#books = inOrderOfEntry(
      pairs.map((pair, at) => {
        const { state } = present(feeds[at], `fold of ${pair.name}`);
        return bookOf(pair, ground, {
          account,
          onTrade: extras.onTrade,
          ask: (held) => definition.signal(state, pair, held, params),
        });
      }),
    );
    account.legs = this.#books.flatMap(({ legs }) => legs);
    this.#clock = new TrialClock(account, extras);
  }

  get tally(): Tally {
    return this.#account.tally;
  }

  /** One bar of all markets; the feeds have taken it. */
  take(row: number): void {
    for (const { legs } of this.#books) {
      for (const leg of legs) leg.gapped(row);
      unwindPartner(legs, row);
      for (const leg of legs) {
        leg.shrink(row);
        leg.grow(row, this.#clock.nav);
      }
    }
    for (const { legs } of this.#books) {
      for (const leg of legs) leg.within(row);
      // Also within the bar the other leg goes at the price that was the last one there: its open.
      unwindPartner(legs, row);
      for (const leg of legs) leg.settle(row);
    }
    this.#clock.afterBar(row, 2);
    for (const book of this.#books) this.#end(book);
    for (const book of this.#books) this.#decide(book, row);
  }

  /** A pair of which nothing is held any more is one round trip. */
  #end(book: PairBook): void {
    const [one, two] = book.legs;
    if (book.terms === null || one.qty !== 0 || two.qty !== 0) return;
    tallyTrade(this.#account.tally, book.profit);
    book.wait = book.terms.side;
    book.terms = null;
  }

  #decide(book: PairBook, row: number): void {
    for (const leg of book.legs) leg.clear();
    if (book.wait !== 0 && book.ask(null).zone !== book.wait) book.wait = 0;
    const { own } = this.ground;
    // The spread is that of the newest day until the next one closes.
    if (own[row] !== 1) return;
    const market = book.legs[0].market;
    const closeMs = market.openTimeMs[row]! + market.barMs;
    if (book.terms === null) this.#open(book, { row, closeMs });
    else {
      const barsHeld = Math.floor(closeMs / this.#barMs) - Math.floor(book.openedAtMs / this.#barMs);
      if (book.ask({ terms: book.terms, barsHeld }).kind !== "leave") return;
      for (const leg of book.legs) leg.leaving = LEAVE;
    }
  }

  #open(book: PairBook, { row, closeMs }: { readonly row: number; readonly closeMs: number }): void {
    if (row < this.ground.rules.warmRow) return;
    const signal = book.ask(null);
    if (signal.kind !== "enter" || signal.zone === book.wait || this.#isTaken(book)) return;
    const { weight } = this.ground.terms;
    const wanted = signal.legs.map(({ symbol, direction, share, exits: levels }) => ({
      leg: legOf(book, symbol),
      entry: { side: direction === "long" ? 1 : -1, weight, strength: signal.strength * share, levels },
    }));
    // All or nothing: a leg too small for the venue keeps the other one out as well.
    if (!wanted.every(({ leg, entry }) => leg.reaches(this.#clock.nav * weight * entry.strength))) return;
    for (const { leg, entry } of wanted) leg.want(entry, row);
    book.terms = signal.terms;
    book.openedAtMs = closeMs;
    book.profit = 0;
  }

  /** A market has one owner: another pair that holds it, or wants it since this close, keeps it. */
  #isTaken({ pair, legs }: PairBook): boolean {
    return this.#books.some((other) => other.pair !== pair && other.terms !== null && sharesMarket(other.pair, legs));
  }
}

function legOf({ legs }: PairBook, symbol: string): StrategyLeg {
  return present(
    legs.find(({ market }) => market.symbol === symbol),
    `leg ${symbol}`,
  );
}

function bookOf(
  pair: Pair,
  { markets, terms, rules }: TrialGround,
  of: {
    readonly account: StrategyAccount;
    readonly onTrade: RunExtras["onTrade"] | undefined;
    readonly ask: PairBook["ask"];
  },
): PairBook {
  const createLeg = (symbol: string): StrategyLeg => {
    const at = markets.findIndex((market) => market.symbol === symbol);
    const market = present(markets[at], `market ${symbol} of ${pair.name}`);
    const leg: StrategyLeg = new StrategyLeg(market, { terms, rules, at }, of.account, (profit, side, row, end) => {
      book.profit += profit;
      of.onTrade?.(leg.tradeOf({ profit, side, closedRow: row, end, pair: pair.name }));
    });
    return leg;
  };
  const [y, x] = pair.symbols;
  const legs = [createLeg(y), createLeg(x)] as const;
  const book: PairBook = { pair, legs, ask: of.ask, terms: null, openedAtMs: 0, profit: 0, wait: 0 };
  return book;
}

/** As the intent builder orders entries of equal strength: by their first symbol. */
function inOrderOfEntry(books: readonly PairBook[]): readonly PairBook[] {
  const first = ({ pair: { symbols } }: PairBook): string => (symbols[0] < symbols[1] ? symbols[0] : symbols[1]);
  return books.toSorted((a, b) => (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0));
}

function sharesMarket({ symbols }: Pair, legs: PairBook["legs"]): boolean {
  return legs.some(({ market }) => symbols.includes(market.symbol));
}

/** A leg that its stop has closed leaves the other one without its hedge. */
function unwindPartner([one, two]: PairBook["legs"], row: number): void {
  if (one.hit) two.unwind(row);
  if (two.hit) one.unwind(row);
}
