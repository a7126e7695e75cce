/**
 * Where the numbers of a pair of combinations lie. A field is 16 bytes: one double for each of the two combinations, which the
 * vector unit computes side by side. `fast/layout.ts` writes and reads the same offsets from outside.
 */

/** The money of one pair, and what it added up to. */
export const WALLET: usize = 0;
export const NAV: usize = 16;
export const INVERSE: usize = 32;
export const SUM: usize = 48;
export const SQUARES: usize = 64;
export const DOWNSIDE: usize = 80;
export const PEAK: usize = 96;
export const MAX_DRAWDOWN: usize = 112;
export const TRADES: usize = 128;
export const WINS: usize = 144;
export const GAINS: usize = 160;
export const LOSSES: usize = 176;
export const FEES: usize = 192;
export const FUNDING: usize = 208;
export const TRADED: usize = 224;
export const EXPOSURE: usize = 240;
/** Rows at which the account went flat less those at which it stopped being so. */
export const HELD_BARS: usize = 256;

/** Its parameters. */
export const ENTRY_STRENGTH: usize = 272;
export const FULL_STRENGTH: usize = 288;
export const STOP_ATR: usize = 304;
/** First row that may decide. */
export const WARM_ROW: usize = 320;
/** Columns of the two combinations, as bytes from the start of a market: two unsigned 32-bit numbers each. */
export const FAST: usize = 336;
export const SLOW: usize = 344;
export const ATR: usize = 352;
/** 1 where a leg has something to do at the next open. */
export const PENDING: usize = 360;
/** Positions of each combination. */
export const POSITIONS: usize = 368;
/** Rows at which positions were closed less those at which they were opened. */
export const POSITION_BARS: usize = 384;
/** (1 − MAX_DRAWDOWN) × (1 + 1e-12). */
export const KEPT: usize = 400;
/** On a line of the cache of its own. */
export const LEGS: usize = 448;

/** The position of one pair in one market. */
export const QTY: usize = 0;
export const ENTRY: usize = 16;
/** The stop of a long, hit by a low at or below it; −∞ for anyone else. */
export const LONG_STOP: usize = 32;
/** The stop of a short, hit by a high at or above it; ∞ for anyone else. */
export const SHORT_STOP: usize = 208;
/** Side that is held. */
export const HELD: usize = 48;
/** Side on which a stop was hit and x still is. */
export const WAIT: usize = 80;
/** Row of the entry. */
export const ENTERED: usize = 96;
export const PROFIT: usize = 112;
/** Side to open at the next open. */
export const SIDE: usize = 128;
export const CLOSING: usize = 144;
export const STRENGTH: usize = 160;
export const DISTANCE: usize = 176;
export const DECIDED_MARK: usize = 192;
/**
 * What there is to decide, as one comparison: min((d | OR) ^ XOR, range) ≤ LIMIT × range, for d the distance of the averages.
 * Long or waiting on the long side: d ≤ 0. Short: −d ≤ 0. Neither: −|d| ≤ −entry strength × range.
 */
export const OR: usize = 224;
export const XOR: usize = 240;
export const LIMIT: usize = 64;
export const LEG_BYTES: usize = 256;

/** A bar: the columns that are read together lie in one line of the cache. Indicators follow, each a column of its own. */
export const OPEN: usize = 0;
export const HIGH: usize = 8;
export const LOW: usize = 16;
export const MARK: usize = 24;
export const LONG_PAYS: usize = 32;
export const SHORT_GETS: usize = 40;
/** Not 0 where funding is paid or received. */
export const HAS_FUNDING: usize = 48;
/** Bytes of a bar as a power of two, and of a row of an indicator. */
export const BAR_SHIFT: usize = 6;
export const ROW_SHIFT: usize = 3;
/** From a bar to the next. */
export const NEXT: usize = 64;
